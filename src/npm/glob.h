// Paths against patterns as minimatch takes them: * ? [a-z] ** {a,b} and @(a|b) +(a|b) *(a|b) ?(a|b) !(a|b).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace e401::npm {

// "{a,b}/c" -> "a/c", "b/c"; numeric ranges too. At most limits::glob_expansions_max.
std::vector<std::string> expand_braces(std::string_view pattern);

// Does the whole path match? with_dots: * and ** also take names that begin with a dot.
bool glob_matches(std::string_view pattern, std::string_view path, bool with_dots = false);

}  // namespace e401::npm
