#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_package_or_version_absent;
const Rule rule_package_or_version_absent{"package-or-version-absent", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
