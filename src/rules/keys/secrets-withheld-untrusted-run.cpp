#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_secrets_withheld_untrusted_run;
const Rule rule_secrets_withheld_untrusted_run{"secrets-withheld-untrusted-run", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
