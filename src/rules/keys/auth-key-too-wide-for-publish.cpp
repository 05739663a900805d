#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_auth_key_too_wide_for_publish;
const Rule rule_auth_key_too_wide_for_publish{"auth-key-too-wide-for-publish", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
