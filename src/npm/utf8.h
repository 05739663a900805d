// UTF-8 as Node decodes it: what is malformed becomes U+FFFD, one for each maximal part that could have begun a
// character (WHATWG "UTF-8 decode"). npm sees its files only after this step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace e401::npm {

struct CodePoint {
  std::uint32_t value = 0xfffd;
  std::size_t length = 1;  // bytes it took, also where they are malformed
  bool valid = false;
};

// The first code point of a text that is not empty.
CodePoint first_code_point(std::string_view text);
// The last one; malformed bytes count one by one.
CodePoint last_code_point(std::string_view text);
void append_utf8(std::string& out, std::uint32_t point);
bool is_ascii(std::string_view text);
// The text with every malformed part replaced by U+FFFD.
std::string well_formed(std::string_view text);

// White space as JavaScript's trim() and \s see it: more than ASCII, U+FEFF and U+2028 included.
bool is_js_space(std::uint32_t point);
std::string_view js_trim_start(std::string_view text);
std::string_view js_trim_end(std::string_view text);
std::string_view js_trim(std::string_view text);

}  // namespace e401::npm
