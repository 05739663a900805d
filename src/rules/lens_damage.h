// What the rules about damaged files ask alike: does mending this damage change what npm does with a failing request?
#pragma once

#include <vector>

#include "rules/lens_keys.h"

namespace e401::rules {

// After the changes the failing request goes to another registry, or gets the credential that it lacks, or another one
// than was refused.
bool matters(const Facts& facts, const Concern& c, const std::vector<findings::FileChange>& changes);
// The failing requests for which they matter.
std::vector<std::size_t> mattered(const Facts& facts, const std::vector<findings::FileChange>& changes);
// Ask where a file of the project says where to go and what to send; else safe: the user's own words, made readable.
findings::Safety safety_of_mending(const Facts& facts, const npm::RcDocument& document);

}  // namespace e401::rules
