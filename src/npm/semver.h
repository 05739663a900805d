// semver.valid(): "v1.2.3-beta.1+build" -> "1.2.3-beta.1"; nullopt for anything that is no full version.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace e401::npm {

std::optional<std::string> valid_semver(std::string_view text);

}  // namespace e401::npm
