// Of all that the rules found: what is said, and in which order.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "findings/finding.h"

namespace e401::findings {

// depth_of: place of a code in the list of rules, deepest cause first.
// Per request the deepest cause stays and the others go (they are views of the same fault), unless they are independent. The same cause of
// several requests is said once. What explains the failing request comes first; then errors, warnings, info, by depth. Two true
// causes of different requests both stay.
std::vector<Finding> rank(std::vector<Finding> findings, const std::function<int(std::string_view)>& depth_of);

}  // namespace e401::findings
