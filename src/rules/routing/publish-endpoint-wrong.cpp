#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_publish_endpoint_wrong;
const Rule rule_publish_endpoint_wrong{"publish-endpoint-wrong", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
