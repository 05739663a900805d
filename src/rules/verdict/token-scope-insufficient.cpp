// The host knows the token and says that it was not made for this: it lacks the permission to read or to write
// packages.
#include "rules/lens_values.h"
#include "rules/lens_verdict.h"
#include "rules/new_credential.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

// Gitea answers 401 to a missing right: reading with this token works, so it is not dead.
bool writes_less_than_it_reads(const Concern& c, const Verdict& v) {
  return is_writing(c) && c.status() == 401 && v.standing == Standing::accepted && v.family->denies_with_401.value;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!c.sent() || !c.decision.sent->entry || !c.stopped_by.empty()) continue;
    const Verdict v = weigh(facts, c);
    const bool in_words = v.meaning.says == providers::Says::lacks_permission;
    if (!in_words && !writes_less_than_it_reads(c, v)) continue;
    const bool writing = c.purpose == Purpose::publish;
    const std::string_view right = writing ? v.family->write_right : v.family->read_right;
    findings::Finding f = about(facts, i, "token-scope-insufficient", in_words && v.meaning.sure());
    f.title = "the token for " + c.host + " lacks the permission to " + (writing ? "publish" : "read packages");
    f.why = "The registry knows the token; it was made without this permission.";
    if (!right.empty()) f.why += " What is needed at " + std::string(v.family->name) + ": " + std::string(right) + ".";
    f.help =
        "Make a new token with the permission, or add it where the vendor lets you, and put it in the old one's place.";
    if (!in_words || !v.meaning.sure()) f.would_prove = "a token with the permission is accepted for the same request";
    for (const SentValue& value : sent_values(c))
      if (value.field != "username") add_value(value, f, "lacks the permission");
    f.fixes.push_back(another_credential(facts, c));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_token_scope_insufficient;
const Rule rule_token_scope_insufficient{"token-scope-insufficient", check};

}  // namespace e401::rules
