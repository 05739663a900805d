#include "findings/layout.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/text.h"

namespace e401::findings {
namespace {

struct Point {
  std::uint32_t value = 0;
  std::size_t bytes = 1;
};

// The code point at the start of text. Bytes that are no UTF-8 count one each; base::printable has replaced them
// before.
Point first_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t bytes = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (bytes == 1 || bytes > text.size()) return {lead, 1};
  std::uint32_t value = lead & (0xFFu >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  return {value, bytes};
}

using Range = std::pair<std::uint32_t, std::uint32_t>;
constexpr Range combining[] = {{0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5BD},    {0x610, 0x61A},
                               {0x64B, 0x65F},   {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},  {0x20D0, 0x20FF},
                               {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF}};
constexpr Range wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},  {0x3400, 0x4DBF},
                          {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xAC00, 0xD7A3},  {0xF900, 0xFAFF},
                          {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F},
                          {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};

template <std::size_t n>
bool in(const Range (&ranges)[n], std::uint32_t value) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [&](const Range& r) { return r.first <= value && value <= r.second; });
}

int width_of_point(std::uint32_t value) {
  return value < 0x300 ? 1 : in(combining, value) ? 0 : in(wide, value) ? 2 : 1;
}

// The longest beginning of text that is at most columns wide, in bytes.
std::size_t bytes_within(std::string_view text, int columns) {
  std::size_t at = 0;
  for (int used = 0; at < text.size();) {
    const Point p = first_point(text.substr(at));
    used += width_of_point(p.value);
    if (used > columns) break;
    at += p.bytes;
  }
  return at;
}

// Moves a byte offset back to the start of its character.
std::size_t at_character(std::string_view text, std::size_t at) {
  at = std::min(at, text.size());
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

constexpr std::string_view gap = "...";
constexpr int context_columns = 12;  // shown before the span of a line that is cut on the left

}  // namespace

int width_of(std::string_view text) {
  int width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Point p = first_point(text.substr(at));
    width += width_of_point(p.value);
    at += p.bytes;
  }
  return width;
}

std::string wrapped(std::string_view text, int columns, int first, int indent) {
  std::string out;
  int used = first;
  bool line_is_empty = true;
  for (std::string_view word : base::split(text, ' ')) {
    if (word.empty()) continue;
    const int width = width_of(word);
    const int blank = line_is_empty ? 0 : 1;
    if (!line_is_empty && used + blank + width > columns) {
      out.append("\n").append(static_cast<std::size_t>(indent), ' ').append(word);
      used = indent + width;
      continue;
    }
    out.append(static_cast<std::size_t>(blank), ' ').append(word);
    used += blank + width;
    line_is_empty = false;
  }
  return out;
}

Excerpt excerpt(std::string_view line, std::size_t span_begin, std::size_t span_length, int columns) {
  const std::size_t begin = at_character(line, std::min(span_begin, line.empty() ? 0 : line.size() - 1));
  const std::size_t end = std::max(begin, at_character(line, begin + std::min(span_length, line.size() - begin)));
  std::string_view shown = line;
  std::string left;
  std::size_t from = 0;
  if (width_of(line) > columns && width_of(line.substr(0, end)) > columns - static_cast<int>(gap.size())) {
    // Cut on the left: the span moves to the front, with a little of what stands before it.
    const int before = width_of(line.substr(0, begin));
    from = at_character(line, bytes_within(line, std::max(0, before - context_columns)));
    if (from > 0) left = gap;
    shown = line.substr(from);
  }
  const int room = columns - static_cast<int>(left.size());
  std::string text = left;
  bool cut_right = width_of(shown) > room;
  const std::string_view kept =
      cut_right ? shown.substr(0, bytes_within(shown, room - static_cast<int>(gap.size()))) : shown;
  text += kept;
  if (cut_right) text += gap;
  Excerpt out;
  out.begin = static_cast<int>(left.size()) + width_of(line.substr(from, begin - from));
  out.length = std::max(1, std::min(width_of(line.substr(begin, end - begin)), width_of(text) - out.begin));
  out.text = std::move(text);
  return out;
}

}  // namespace e401::findings
