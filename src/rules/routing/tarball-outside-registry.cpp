#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_tarball_outside_registry;
const Rule rule_tarball_outside_registry{"tarball-outside-registry", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
