#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_npmrc_wrong_file;
const Rule rule_npmrc_wrong_file{"npmrc-wrong-file", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
