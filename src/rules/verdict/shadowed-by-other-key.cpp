#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_shadowed_by_other_key;
const Rule rule_shadowed_by_other_key{"shadowed-by-other-key", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
