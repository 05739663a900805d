#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_npmrc_ini_section;
const Rule rule_npmrc_ini_section{"npmrc-ini-section", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
