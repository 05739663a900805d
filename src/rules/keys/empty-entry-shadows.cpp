#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_empty_entry_shadows;
const Rule rule_empty_entry_shadows{"empty-entry-shadows", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
