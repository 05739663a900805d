// git's configuration file format (git-config(1), "Configuration file"), as far as the few settings need it that say
// what is tracked and ignored. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace e401::git {

// "core.excludesfile" -> value: section and name in lower case, a subsection ("remote.Origin.url") as it stands. In
// order; the last one of a name counts. A name without "=" has the value "true". Lines that git would refuse end the
// reading: what stands before them is given.
using Settings = std::vector<std::pair<std::string, std::string>>;
Settings parse_config(std::string_view text);

// The last value; "" none.
std::string value_of(const Settings& settings, std::string_view name);
bool is_true(std::string_view value);  // true, yes, on, 1 and their like

}  // namespace e401::git
