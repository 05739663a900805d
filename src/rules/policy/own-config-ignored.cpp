// The person's own configuration of e401 does not count: it is not theirs alone, or something in it is not understood.
// npm knows nothing of it, so this is never why a request fails; but what it trusts is not tried.
#include "rules/lens.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

void check(const Facts& facts, findings::Findings& out) {
  if (facts.own.complaints.empty()) return;
  findings::Finding f;
  f.code = "own-config-ignored";
  f.severity = findings::Severity::warning;
  const policy::Complaint& first = facts.own.complaints.front();
  f.title = "your configuration of e401 does not count: " + first.what;
  for (const policy::Complaint& c : facts.own.complaints)
    f.evidence.push_back(at(c.place, &c == &first ? c.help : c.what));
  f.detail = facts.own.source ? "it was read, and nothing of it is used until it is mended" : "it was not read";
  f.why =
      "It says for you where credentials may go. A file that others can write, or that is half understood, does not "
      "speak for you.";
  f.help = first.help.empty() ? "Mend it; until then --trust-project says the same for one run."
                              : "Mend it: " + first.help + (first.help.ends_with('?') ? "" : ".");
  f.fixes = {manual("mend-own-config", "mend " + facts.own.path)};
  out.add(std::move(f));
}

}  // namespace

extern const Rule rule_own_config_ignored;
const Rule rule_own_config_ignored{"own-config-ignored", check};

}  // namespace e401::rules
