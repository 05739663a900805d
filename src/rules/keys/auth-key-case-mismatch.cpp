#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_auth_key_case_mismatch;
const Rule rule_auth_key_case_mismatch{"auth-key-case-mismatch", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
