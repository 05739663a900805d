#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_npmrc_encoding;
const Rule rule_npmrc_encoding{"npmrc-encoding", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
