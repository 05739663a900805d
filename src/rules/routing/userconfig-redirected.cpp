#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_userconfig_redirected;
const Rule rule_userconfig_redirected{"userconfig-redirected", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
