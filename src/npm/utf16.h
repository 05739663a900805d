// Windows PowerShell writes what it redirects (`npm ci > log.txt`) as UTF-16.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace e401::npm {

// The text as UTF-8 if its bytes are UTF-16: with a byte order mark, or with a zero in every other place at its
// beginning. Lone surrogates become U+FFFD. nullopt: it is something else.
std::optional<std::string> utf8_of_utf16(std::string_view bytes);

}  // namespace e401::npm
