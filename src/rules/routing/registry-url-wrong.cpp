#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_registry_url_wrong;
const Rule rule_registry_url_wrong{"registry-url-wrong", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
