// User name and password have the right form and are refused. Tried once: directories lock accounts after a few wrong
// tries.
#include "base/text.h"
#include "rules/lens_values.h"
#include "rules/lens_verdict.h"
#include "rules/new_credential.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!c.sent() || c.decision.sent->kind != npm::CredentialKind::basic || !may_be_the_credential(facts, c)) continue;
    const Verdict v = weigh(facts, c);
    if (v.standing != Standing::refused) continue;
    findings::Finding f = about(facts, i, "password-wrong", v.sure);
    const std::string user = base::printable(c.decision.sent->username);
    f.title =
        c.host + " refuses the user name and password of " + (user.empty() ? "this credential" : "\"" + user + "\"");
    f.why = "Both are well-formed; the account has another password by now, is locked, or does not exist there.";
    f.help = "Store the present password, better a token of that account. Do not try many: directories lock accounts.";
    for (const SentValue& value : sent_values(c))
      add_value(value, f, value.field == "username" ? "this user" : "this password");
    if (!v.sure) f.would_prove = "the registry's web page refuses the same name and password";
    f.fixes.push_back(another_credential(facts, c));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_password_wrong;
const Rule rule_password_wrong{"password-wrong", check};

}  // namespace e401::rules
