// The host keeps the package back by a rule of its own: quarantine, a curation service, a scanner. Its answer is the
// 403 of a missing right, and only its words tell the two apart.
#include "base/text.h"
#include "rules/lens_verdict.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

// What the log's answer means, or that of asking again; nullopt: none of them speaks of such a rule.
std::optional<providers::Meaning> policy_in(const Concern& c, const providers::HostFamily& family) {
  for (const Answer* a : {&c.verdict(), &c.as_sent, &c.anonymous}) {
    const providers::Meaning meaning = a->asked ? providers::meaning_of(family, words_of(c, *a)) : providers::Meaning{};
    if (meaning.says == providers::Says::policy) return meaning;
  }
  return std::nullopt;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!c.stopped_by.empty() || is_writing(c)) continue;
    const auto meaning = policy_in(c, *weigh(facts, c).family);
    if (!meaning) continue;
    const std::string package = base::printable(c.spec.name.empty() ? std::string("this package") : c.spec.name);
    findings::Finding f = about(facts, i, "policy-block", meaning->sure());
    f.title = c.host + " holds " + package + " back by a rule of its own";
    f.why =
        "A security rule of the registry (quarantine, curation, a scanner) blocks this version for everybody. The "
        "credential was accepted or not needed: another one changes nothing.";
    f.help = "Take a version that the rule lets through, or ask those who run " + c.host + " for an exception.";
    if (!meaning->sure()) f.would_prove = "the registry's own list of blocked packages";
    add_registry_line(c, f.evidence);
    if (!c.named_at.file.empty() && !c.from_publish_config) f.evidence.push_back(at(c.named_at, "asked for here"));
    f.fixes.push_back(ask_server_admin("ask-exception", "ask those who run " + c.host + " why " + package +
                                                            " is blocked, and for an exception (waiver)"));
    f.fixes.push_back(manual("other-version", "or depend on a version of " + package + " that is not blocked"));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_policy_block;
const Rule rule_policy_block{"policy-block", check};

}  // namespace e401::rules
