#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <numeric>

namespace e401::base {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Length of the well-formed UTF-8 sequence at the start of text, 0 if there is none; its code point in *point.
std::size_t utf8_length(std::string_view text, std::uint32_t* point) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = at(0);
  std::size_t n = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (n == 0 || n > text.size()) return 0;
  std::uint32_t p = n == 1 ? first : first & (0x7f >> n);
  for (std::size_t i = 1; i < n; ++i) {
    if ((at(i) & 0xc0) != 0x80) return 0;
    p = (p << 6) | (at(i) & 0x3f);
  }
  static constexpr std::array<std::uint32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
  if (p < least[n] || p > 0x10ffff || (p >= 0xd800 && p <= 0xdfff)) return 0;
  *point = p;
  return n;
}

// Bidi controls, zero-width and line separators, characters that show nothing.
bool steers_text(std::uint32_t p) {
  static constexpr std::pair<std::uint32_t, std::uint32_t> ranges[] = {
      {0xad, 0xad},     {0x34f, 0x34f},   {0x61c, 0x61c},    {0x115f, 0x1160}, {0x180e, 0x180e},
      {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},  {0x3164, 0x3164}, {0xfeff, 0xfeff},
      {0xffa0, 0xffa0}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f}};
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [&](const auto& r) { return p >= r.first && p <= r.second; });
}

}  // namespace

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

bool ascii_iequals(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find(at, begin);
    parts.push_back(text.substr(begin, end == std::string_view::npos ? end : end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (const std::string& p : parts) {
    if (&p != &parts.front()) out += between;
    out += p;
  }
  return out;
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  if (from.empty()) return text;
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

int edit_distance(std::string_view a, std::string_view b, int limit) {
  const auto gap = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (gap > static_cast<std::size_t>(limit)) return limit + 1;
  std::vector<int> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i);
    int least = row[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int next = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = row[j];
      row[j] = next;
      least = std::min(least, next);
    }
    if (least > limit) return limit + 1;
  }
  return std::min(row[b.size()], limit + 1);
}

std::string printable(std::string_view text, bool keep_newlines) {
  std::string out;
  out.reserve(text.size());
  char buffer[16];
  while (!text.empty()) {
    std::uint32_t p = 0;
    const std::size_t n = utf8_length(text, &p);
    const unsigned char c = static_cast<unsigned char>(text[0]);
    if (n == 0) {
      std::snprintf(buffer, sizeof buffer, "\\x%02x", c);
      out += buffer;
      text.remove_prefix(1);
      continue;
    }
    if (keep_newlines && (c == '\n' || c == '\t')) {
      out += static_cast<char>(c);
    } else if (p < 0x20 || p == 0x7f) {
      out += '^';
      out += static_cast<char>(p == 0x7f ? '?' : p + '@');
    } else if ((p >= 0x80 && p < 0xa0) || steers_text(p)) {
      std::snprintf(buffer, sizeof buffer, "\\u{%04x}", p);
      out += buffer;
    } else {
      out.append(text.substr(0, n));
    }
    text.remove_prefix(n);
  }
  return out;
}

std::string beginning_of(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  const std::size_t blank = text.find_last_of(" \t\r\n", max_bytes);
  return std::string(trim(text.substr(0, blank == std::string_view::npos ? 0 : blank))) + "...";
}

std::string mode_text(std::uint32_t permission_bits) {
  std::string out = "0000";
  for (std::size_t i = out.size(); i-- > 0; permission_bits >>= 3)
    out[i] = static_cast<char>('0' + (permission_bits & 7));
  return out;
}

void keep_ends(std::string& text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return;
  const std::size_t beginning = max_bytes / 16 & ~std::size_t{1};
  const std::size_t gone = (text.size() - max_bytes + 1) & ~std::size_t{1};
  text.replace(beginning, gone, "\n\n");
}

std::string counted(std::size_t n, std::string_view singular, std::string_view plural) {
  std::string word(n == 1 || plural.empty() ? singular : plural);
  if (n != 1 && plural.empty()) word += 's';
  return std::to_string(n) + " " + word;
}

}  // namespace e401::base
