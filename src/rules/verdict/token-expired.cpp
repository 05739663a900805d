// The token was good and is past its end: the host says so, or the token itself does (the exp of a JWT). The public
// registry says "expired or revoked" in a notice, and that counts only beside a whoami that is refused.
#include "base/shell.h"
#include "base/text.h"
#include "providers/token_shapes.h"
#include "rules/lens_values.h"
#include "rules/lens_verdict.h"
#include "rules/lint_lens.h"
#include "rules/new_credential.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

constexpr std::int64_t day_s = 86'400;

std::string ago_words(std::int64_t seconds) {
  if (seconds < 2 * 3600)
    return base::counted(static_cast<std::size_t>(std::max<std::int64_t>(1, seconds / 60)), "minute") + " ago";
  if (seconds < 2 * day_s) return base::counted(static_cast<std::size_t>(seconds / 3600), "hour") + " ago";
  return base::counted(static_cast<std::size_t>(seconds / day_s), "day") + " ago";
}

std::optional<providers::Jwt> jwt_of(const npm::Credential& credential) {
  const bool basic = credential.kind == npm::CredentialKind::basic;
  return providers::read_jwt(basic ? credential.password.reveal() : credential.value.reveal());
}

bool has_notice(const Concern& c) {
  for (const Answer* a : {&c.as_sent, &c.whoami, &c.logged})
    if (base::ascii_lower(a->npm_notice).find("expired or revoked") != std::string::npos) return true;
  return false;
}

struct Proof {
  bool sure = false;
  std::string how;  // goes behind the detail
  bool or_revoked = false;
};

std::optional<Proof> proof_of(const Facts& facts, const Concern& c, const Verdict& v) {
  if (v.meaning.says == providers::Says::expired) return Proof{v.meaning.sure(), "", false};
  if (const auto jwt = jwt_of(*c.decision.sent); jwt && jwt->expired_at(facts.now_s))
    return Proof{true, "; the token itself says that it ended " + ago_words(facts.now_s - *jwt->expires_s), false};
  if (!has_notice(c) || v.family->id != "npmjs") return std::nullopt;
  const bool whoami_refuses = c.whoami.status == 401 || (c.purpose == Purpose::whoami && c.status() == 401);
  // The notice alone also comes for names that are merely absent.
  if (!whoami_refuses && c.whoami.asked) return std::nullopt;
  return Proof{whoami_refuses,
               whoami_refuses
                   ? "; whoami refuses the token, and the registry's notice says \"Access token expired or revoked\""
                   : "; the registry's notice says \"Access token expired or revoked\"",
               true};
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!c.sent() || !c.decision.sent->entry || !may_be_the_credential(facts, c)) continue;
    const Verdict v = weigh(facts, c);
    const auto proof = proof_of(facts, c, v);
    if (!proof) continue;
    findings::Finding f = about(facts, i, "token-expired", proof->sure);
    f.title = proof->or_revoked ? "the token for " + c.host + " has expired, or was revoked"
                                : "the token for " + c.host + " has expired";
    f.detail += proof->how;
    const bool hidden = v.family->id == "npmjs" && c.status() == 404;
    f.why = hidden              ? "The public registry hides what it does not let you see: to a dead token, private "
                                  "packages and every publish are 404."
            : proof->or_revoked ? "The registry does not accept this token any more."
                                : "The registry recognised this token, and it has expired.";
    if (!v.family->lifetime.empty()) f.why += " How long tokens live there: " + std::string(v.family->lifetime) + ".";
    f.help = "Get a new token and put it where the old one is read from.";
    if (!proof->sure) f.would_prove = "whoami refuses this token";
    for (const SentValue& value : sent_values(c))
      if (value.field != "username") add_value(value, f, "past its end");
    f.fixes.push_back(another_credential(facts, c));
    out.add(std::move(f));
  }
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for_each_meant(facts, [&](const Facts& project, const Meant& m) {
    if (m.key.meant_field != "_authToken") return;
    const auto jwt = providers::read_jwt(base::trim(m.value_text));
    if (!jwt || !jwt->expired_at(facts.now_s)) return;
    const SentValue value = value_of(*m.entry);
    findings::Finding f = seen_in_file(facts, "token-expired", m.entry->place.file);
    if (!value.variables.empty()) f.severity = findings::Severity::warning;  // of this machine, not of the file
    f.title = "the token for " + base::printable(m.key.host_port()) + " has expired";
    f.detail = "the token itself says that it ended " + ago_words(facts.now_s - *jwt->expires_s);
    f.why = "It is a JSON Web Token, which carries its own expiry time; the registry refuses it from then on.";
    f.help = "Get a new token and put it where the old one is read from.";
    add_value(value, f, "past its end");
    f.fixes.push_back(manual("new-credential",
                             "get a new token for " + base::printable(m.key.host_port()) + " and put it where " +
                                 source_words(project, value) + " has the old one",
                             {"e401 login " + base::shell_word("--registry=" + address_of(project, m.key))}));
    f.host = m.key.host_port();
    out.add(std::move(f));
  });
}

}  // namespace

extern const Rule rule_token_expired;
const Rule rule_token_expired{"token-expired", check, lint};

}  // namespace e401::rules
