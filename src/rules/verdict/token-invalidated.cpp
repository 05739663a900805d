// The registry does not know the token: it was revoked, deleted, logged out or mistyped, and nobody says which. That it
// has expired is another rule's, by words; that a header is dropped on the way too.
#include "base/text.h"
#include "providers/token_shapes.h"
#include "rules/lens_values.h"
#include "rules/lens_verdict.h"
#include "rules/new_credential.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

using providers::Says;

// Basic with a token in place of a password: Azure knows nothing else, and issuers' prefixes tell elsewhere.
bool is_token_as_password(const Concern& c, const Verdict& v) {
  if (v.family->id == "azure") return true;
  const auto shape = providers::shape_of(c.decision.sent->password);
  return shape.has_value() && shape->id != "uuid";
}

std::string checksum_words(const Concern& c) {
  const auto shape = providers::shape_of(c.decision.sent->value);
  if (!shape) return {};
  if (!shape->complete)
    return " It begins like a " + std::string(shape->name) + ", but has not its form: it may have been cut.";
  if (shape->checksum == providers::Checksum::wrong)
    return " Its checksum does not fit a " + std::string(shape->name) + ": it may be mistyped or cut.";
  return {};
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!c.sent() || !c.decision.sent->entry || !may_be_the_credential(facts, c)) continue;
    const npm::CredentialKind kind = c.decision.sent->kind;
    const Verdict v = weigh(facts, c);
    const bool token =
        kind == npm::CredentialKind::bearer || (kind == npm::CredentialKind::basic && is_token_as_password(c, v));
    if (!token || v.standing != Standing::refused) continue;
    findings::Finding f = about(facts, i, "token-invalidated", v.sure);
    f.title = v.meaning.says == Says::revoked ? "the token for " + c.host + " was revoked"
                                              : c.host + " does not know the token that npm sends";
    if (!v.because.empty() && c.whoami.asked && c.whoami.status == 401) f.detail += "; " + v.because;
    f.why =
        "A token is gone for good when it is revoked or deleted, when its owner logs out or loses the account, or when "
        "a character is missing." +
        checksum_words(c);
    f.help = "Get a new token and put it where this one is read from.";
    if (!v.sure)
      f.would_prove = v.family->denies_with_401.value ? "the same token is refused for a package that it was made for: "
                                                        "this registry answers 401 to a missing right, too"
                                                      : "whoami, or any other request, refuses this token in words";
    for (const SentValue& value : sent_values(c))
      if (value.field != "username") add_value(value, f, "not known there");
    f.fixes.push_back(another_credential(facts, c));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_token_invalidated;
const Rule rule_token_invalidated{"token-invalidated", check};

}  // namespace e401::rules
