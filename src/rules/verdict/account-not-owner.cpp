#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_account_not_owner;
const Rule rule_account_not_owner{"account-not-owner", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
