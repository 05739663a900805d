#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_user_npmrc_redirects;
const Rule rule_user_npmrc_redirects{"user-npmrc-redirects", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
