// Text as npm prints it.
#pragma once

#include <string>
#include <string_view>

namespace e401::npm {

// What npm's display does to a text on its way to stdout: control characters as ^X, tokens that it knows by shape blanked out.
std::string printed_config_text(std::string_view text);

}  // namespace e401::npm
