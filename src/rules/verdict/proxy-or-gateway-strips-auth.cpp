#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_proxy_or_gateway_strips_auth;
const Rule rule_proxy_or_gateway_strips_auth{"proxy-or-gateway-strips-auth", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
