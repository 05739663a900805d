#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_replace_registry_host_rewrite;
const Rule rule_replace_registry_host_rewrite{"replace-registry-host-rewrite", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
