// The credential is good, and its account has no right to read this package. Hosts that hide say 404 to that, so a
// package that does not exist looks the same there: likely only.
#include "base/shell.h"
#include "base/text.h"
#include "rules/lens_values.h"
#include "rules/lens_verdict.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

using providers::Says;

std::optional<bool> proof_of(const Concern& c, const Verdict& v) {  // nullopt: not this rule's case
  const int status = c.status();
  if (v.meaning.says == Says::no_read_right && status != 404)
    return v.meaning.sure() && !same_refusal(c.as_sent, c.anonymous);
  if (v.meaning.says == Says::absent) return std::nullopt;
  const bool good = v.standing == Standing::accepted;
  if (status == 403 && v.meaning.says == Says::nothing) return good && v.sure;
  if (status == 401 && good && v.family->denies_with_401.value) return v.sure;
  if (status == 404 && good && hidden_404(c, *v.family)) return false;
  return std::nullopt;
}

findings::Fix grant(const Concern& c, const Verdict& v) {
  const std::string name = base::printable(c.spec.name);
  if (v.family->id == "github")
    return ask_server_admin(
        "grant-access",
        "have access given: the package " + name +
            ", Package settings, Manage Actions access (for a workflow's token) or Manage access (for a person)");
  if (v.family->id == "npmjs")
    return manual("grant-access", "have an owner of the organization give the team access",
                  {"npm access grant read-only ORG:TEAM " + base::shell_word(name)});
  const std::string right = v.family->read_right.empty() ? "" : " (" + std::string(v.family->read_right) + ")";
  return ask_server_admin("grant-access", "have the right to read " + name + " given to the account" + right);
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!c.sent() || !c.stopped_by.empty() || is_writing(c) ||
        (c.purpose != Purpose::packument && c.purpose != Purpose::tarball && c.purpose != Purpose::publish))
      continue;
    const Verdict v = weigh(facts, c);
    const auto proven = proof_of(c, v);
    if (!proven) continue;
    const std::string who = v.user.empty() ? "the account behind this credential" : "\"" + v.user + "\"";
    findings::Finding f = about(facts, i, "package-access-not-granted", *proven);
    f.title = who + " has no access to " + base::printable(c.spec.name) + " on " + c.host;
    if (!v.because.empty() && v.standing == Standing::accepted) f.detail += "; " + v.because;
    f.why = c.status() == 404 ? "This registry says 404 both to a package that does not exist and to one that you may "
                                "not see; the credential itself is good."
                              : "The credential is good; this package was not shared with its account.";
    f.help = "Ask the owner of the package for access.";
    if (!*proven) f.would_prove = "an owner sees the package under this very name";
    for (const SentValue& value : sent_values(c))
      if (value.field != "username") add_value(value, f, "is accepted, but not for this package");
    if (!c.named_at.file.empty() && !c.from_publish_config) f.evidence.push_back(at(c.named_at, "asked for here"));
    f.fixes.push_back(grant(c, v));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_package_access_not_granted;
const Rule rule_package_access_not_granted{"package-access-not-granted", check};

}  // namespace e401::rules
