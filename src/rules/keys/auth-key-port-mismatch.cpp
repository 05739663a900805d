#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_auth_key_port_mismatch;
const Rule rule_auth_key_port_mismatch{"auth-key-port-mismatch", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
