#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_proxy_auth_misread;
const Rule rule_proxy_auth_misread{"proxy-auth-misread", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
