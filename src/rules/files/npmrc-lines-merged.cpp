#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_npmrc_lines_merged;
const Rule rule_npmrc_lines_merged{"npmrc-lines-merged", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
