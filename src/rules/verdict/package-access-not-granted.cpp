#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_package_access_not_granted;
const Rule rule_package_access_not_granted{"package-access-not-granted", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
