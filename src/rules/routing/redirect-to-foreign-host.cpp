#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_redirect_to_foreign_host;
const Rule rule_redirect_to_foreign_host{"redirect-to-foreign-host", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
