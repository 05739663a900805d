#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_tls_ca_untrusted;
const Rule rule_tls_ca_untrusted{"tls-ca-untrusted", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
