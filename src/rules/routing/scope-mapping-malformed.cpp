#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_scope_mapping_malformed;
const Rule rule_scope_mapping_malformed{"scope-mapping-malformed", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
