// The order in which `npm config list` prints keys: ICU's for English (CLDR root), exact for ASCII. Letters beyond it
// are compared as their base letter first, scripts other than Latin by code point behind Latin.
#pragma once

#include <string_view>

namespace e401::npm {

// <0, 0, >0 as strcmp.
int collate(std::string_view a, std::string_view b);

}  // namespace e401::npm
