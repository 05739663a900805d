#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_global_install_ignores_project;
const Rule rule_global_install_ignores_project{"global-install-ignores-project", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
