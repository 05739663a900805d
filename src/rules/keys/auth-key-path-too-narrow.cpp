#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_auth_key_path_too_narrow;
const Rule rule_auth_key_path_too_narrow{"auth-key-path-too-narrow", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
