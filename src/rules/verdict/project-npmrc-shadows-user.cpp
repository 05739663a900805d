#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_project_npmrc_shadows_user;
const Rule rule_project_npmrc_shadows_user{"project-npmrc-shadows-user", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
