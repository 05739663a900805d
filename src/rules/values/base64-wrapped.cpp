#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_base64_wrapped;
const Rule rule_base64_wrapped{"base64-wrapped", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
