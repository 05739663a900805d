#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_auth_key_host_mismatch;
const Rule rule_auth_key_host_mismatch{"auth-key-host-mismatch", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
