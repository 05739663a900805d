#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_publish_conflict_masked;
const Rule rule_publish_conflict_masked{"publish-conflict-masked", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
