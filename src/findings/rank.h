// Which of all that the rules said is the answer: one cause for each request that fails, said once, the one the person
// asks about first. Pure.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "findings/finding.h"

namespace e401::findings {

// A cause's place in the rules' order: the smaller, the deeper.
using DepthOf = std::function<int(std::string_view code)>;

// - Of the causes of one request the deepest stays, later ones are its symptoms and go, unless `independent`. Two
// findings of the
//   same rule are equally deep and both stay. An error of npm as a whole (concern -1) is the cause of every request
//   that nothing deeper explains. Info, and warnings about no request, are nobody's cause and always stay.
// - The same code at the same places for several requests becomes one finding, which says for how many.
// - Order: what explains the failing run, then errors, then warnings, then info; within each the deepest first.
std::vector<Finding> rank(std::vector<Finding> findings, const DepthOf& depth_of);

}  // namespace e401::findings
