// Host names beyond ASCII.
#pragma once

#include <optional>
#include <string>

namespace e401::npm {

// UTS-46, non-transitional, without the checks the URL standard leaves out. domain: well-formed UTF-8. nullopt: no host
// name.
std::optional<std::string> domain_to_ascii(const std::string& domain);

}  // namespace e401::npm
