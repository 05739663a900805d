// Two credentials for one address: npm takes the longer key, the later line, the stronger field. Here the one it takes
// is dead.
#include "base/text.h"
#include "rules/lens_shadow.h"
#include "rules/lens_values.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

std::string why_it_wins(npm::Lost lost) {
  switch (lost) {
    case npm::Lost::shorter_key:
      return "Its key names a longer path, and npm takes the longest key that covers the address.";
    case npm::Lost::superseded_line:
      return "It stands on a later line with the same key, and the last line counts.";
    case npm::Lost::weaker_field:
      return "Its field is stronger: _authToken counts before _auth, and that before username with _password.";
    default:
      return "It stands in a stronger layer of the configuration.";
  }
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    const auto shadow = shadowed_credential(facts, c);
    if (!shadow) continue;
    const npm::Layer layer = c.decision.sent->entry->layer;
    // Across layers: the project's own rule; variables and the command line have theirs.
    if (shadow->across_layers && layer != npm::Layer::user && layer != npm::Layer::global) continue;
    findings::Finding f = about(facts, i, "shadowed-by-other-key", shadow->proven);
    f.title = "a credential that " + c.host + " refuses counts before a good one";
    if (!shadow->tried) f.title = "the credential that " + c.host + " refuses counts before another one";
    f.why = why_it_wins(shadow->good->considered.reason);
    f.help = "Delete the dead one.";
    describe_shadow(facts, c, *shadow, f);
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_shadowed_by_other_key;
const Rule rule_shadowed_by_other_key{"shadowed-by-other-key", check};

}  // namespace e401::rules
