#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_workspace_npmrc_ignored;
const Rule rule_workspace_npmrc_ignored{"workspace-npmrc-ignored", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
