#include "npm/utf8.h"

#include <algorithm>

namespace e401::npm {
namespace {

unsigned char byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

// What the second byte of a sequence may be depends on the first: this is how overlong forms and surrogates are kept
// out.
bool second_byte_fits(unsigned char first, unsigned char second) {
  switch (first) {
    case 0xe0:
      return second >= 0xa0 && second <= 0xbf;
    case 0xed:
      return second >= 0x80 && second <= 0x9f;
    case 0xf0:
      return second >= 0x90 && second <= 0xbf;
    case 0xf4:
      return second >= 0x80 && second <= 0x8f;
    default:
      return second >= 0x80 && second <= 0xbf;
  }
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
  const unsigned char first = byte_at(text, 0);
  if (first < 0x80) return {first, 1, true};
  const std::size_t wanted = first >= 0xc2 && first < 0xe0   ? 2
                             : first >= 0xe0 && first < 0xf0 ? 3
                             : first >= 0xf0 && first < 0xf5 ? 4
                                                             : 0;
  if (wanted == 0) return {};
  if (text.size() < 2 || !second_byte_fits(first, byte_at(text, 1))) return {};
  std::uint32_t point = first & (0x7fu >> wanted);
  for (std::size_t i = 1; i < wanted; ++i) {
    if (i >= text.size() || (byte_at(text, i) & 0xc0) != 0x80) return {0xfffd, i, false};
    point = (point << 6) | (byte_at(text, i) & 0x3fu);
  }
  return {point, wanted, true};
}

CodePoint last_code_point(std::string_view text) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(4, text.size()); ++back) {
    const std::string_view tail = text.substr(text.size() - back);
    if ((byte_at(tail, 0) & 0xc0) == 0x80) continue;
    const CodePoint point = first_code_point(tail);
    if (point.valid && point.length == back) return point;
    break;
  }
  return {};
}

void append_utf8(std::string& out, std::uint32_t p) {
  if (p < 0x80) {
    out += static_cast<char>(p);
    return;
  }
  if (p < 0x800) {
    out += static_cast<char>(0xc0 | (p >> 6));
  } else {
    if (p < 0x10000) {
      out += static_cast<char>(0xe0 | (p >> 12));
    } else {
      out += static_cast<char>(0xf0 | (p >> 18));
      out += static_cast<char>(0x80 | ((p >> 12) & 0x3f));
    }
    out += static_cast<char>(0x80 | ((p >> 6) & 0x3f));
  }
  out += static_cast<char>(0x80 | (p & 0x3f));
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string well_formed(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (point.valid)
      out.append(text.substr(0, point.length));
    else
      append_utf8(out, 0xfffd);
    text.remove_prefix(point.length);
  }
  return out;
}

bool is_js_space(std::uint32_t p) {
  if (p < 0x80) return p == ' ' || (p >= 9 && p <= 13);
  return p == 0xa0 || p == 0x1680 || (p >= 0x2000 && p <= 0x200a) || p == 0x2028 || p == 0x2029 || p == 0x202f ||
         p == 0x205f || p == 0x3000 || p == 0xfeff;
}

std::string_view js_trim_start(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (!point.valid || !is_js_space(point.value)) break;
    text.remove_prefix(point.length);
  }
  return text;
}

std::string_view js_trim_end(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = last_code_point(text);
    if (!point.valid || !is_js_space(point.value)) break;
    text.remove_suffix(point.length);
  }
  return text;
}

std::string_view js_trim(std::string_view text) {
  return js_trim_end(js_trim_start(text));
}

}  // namespace e401::npm
