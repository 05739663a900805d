#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_scope_prefixed_auth;
const Rule rule_scope_prefixed_auth{"scope-prefixed-auth", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
