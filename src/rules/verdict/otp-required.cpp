#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_otp_required;
const Rule rule_otp_required{"otp-required", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
