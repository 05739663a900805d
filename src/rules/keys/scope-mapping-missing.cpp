#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_scope_mapping_missing;
const Rule rule_scope_mapping_missing{"scope-mapping-missing", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
