// The version of this build, from CMakeLists.txt.
#pragma once

#include <string_view>

namespace e401::sys {

std::string_view version();

}  // namespace e401::sys
