// The credential is good, and its account may not publish this package: it is somebody else's, or the name's owner has
// not given the right. Where the words fit a token without permission as well, it is likely only.
#include "base/shell.h"
#include "base/text.h"
#include "rules/lens_values.h"
#include "rules/lens_verdict.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

using providers::Says;

// Hosts whose tokens have no permissions of their own, or whose words name the account.
bool means_the_account(const Verdict& v) {
  return v.meaning.says == Says::no_write_right && v.meaning.sure() &&
         (v.family->id == "npmjs" || v.family->id == "github" || v.family->id == "verdaccio" ||
          v.family->id == "cnpmcore");
}

std::optional<bool> proof_of(const Concern& c, const Verdict& v) {  // nullopt: not this rule's case
  if (means_the_account(v)) return true;
  if (v.meaning.says == Says::no_write_right || v.meaning.says == Says::wrong_owner) return false;
  const bool other_words = v.meaning.says != Says::nothing && v.meaning.says != Says::absent;
  if (other_words) return std::nullopt;
  if (c.status() == 403) return false;
  if (c.status() == 404 && v.standing == Standing::accepted) return false;
  return std::nullopt;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!c.sent() || !is_writing(c) || !c.stopped_by.empty()) continue;
    const Verdict v = weigh(facts, c);
    const auto proven = proof_of(c, v);
    if (!proven) continue;
    const std::string name = base::printable(c.spec.name);
    const std::string who = v.user.empty() ? "the account behind this credential" : "\"" + v.user + "\"";
    findings::Finding f = about(facts, i, "account-not-owner", *proven);
    f.title = who + " may not publish " + name + " to " + c.host;
    f.why = c.status() == 404 ? "The registry hides what it does not let you write: a name or scope that is not yours "
                                "is 404, although the credential is good."
                              : "The credential is good; the package, or the name, belongs to others.";
    f.help = v.family->id == "npmjs"
                 ? "Ask an owner of the package to add you, log in with another account, or take another name."
                 : "Ask those who run the registry, or own the package, for the right to publish.";
    if (!*proven)
      f.would_prove =
          "the registry lists the account among the package's owners, or a token with all permissions is refused, too";
    for (const SentValue& value : sent_values(c))
      if (value.field != "username") add_value(value, f, "is accepted, but may not publish this");
    add_registry_line(c, f.evidence);
    if (v.family->id == "npmjs") {
      f.fixes.push_back(manual("add-owner", "have an owner of " + name + " add the account",
                               {"npm owner ls " + base::shell_word(name),
                                "npm owner add " + (v.user.empty() ? std::string("USER") : base::shell_word(v.user)) +
                                    " " + base::shell_word(name)}));
    } else {
      const std::string right = v.family->write_right.empty() ? "" : " (" + std::string(v.family->write_right) + ")";
      f.fixes.push_back(
          ask_server_admin("grant-publish", "have the right to publish " + name + " given to the account" + right));
    }
    if (c.spec.scope.empty() && v.family->id == "npmjs")
      f.fixes.push_back(manual("other-name", "publish under a name or scope of your own"));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_account_not_owner;
const Rule rule_account_not_owner{"account-not-owner", check};

}  // namespace e401::rules
