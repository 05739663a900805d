// What is proposed holds to the organisation's policies: a fix whose edits would break one is left to a person.
#pragma once

#include <vector>

#include "findings/finding.h"
#include "rules/facts.h"

namespace e401::doctor {

void hold_to_policy(const rules::Facts& facts, std::vector<findings::Finding>& findings);

}  // namespace e401::doctor
