#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_npmrc_unreadable;
const Rule rule_npmrc_unreadable{"npmrc-unreadable", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
