#include "npm/js.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <vector>

#include "npm/utf8.h"

namespace e401::npm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

double radix_number(std::string_view digits, int base) {
  if (digits.empty()) return nan;
  double n = 0;
  for (char c : digits) {
    const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    const int digit = is_digit(low) ? low - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : 99;
    if (digit >= base) return nan;
    n = n * base + digit;
  }
  return n;
}

// A decimal literal: digits, one point, an exponent; nothing else (from_chars would take "inf" and "nan").
bool is_decimal(std::string_view text) {
  std::size_t at = 0;
  const auto run = [&] {
    const std::size_t begin = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - begin;
  };
  std::size_t digits = run();
  if (at < text.size() && text[at] == '.') {
    ++at;
    digits += run();
  }
  if (digits == 0) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (run() == 0) return false;
  }
  return at == text.size();
}

std::vector<std::string_view> path_parts(std::string_view path, bool absolute) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    if (part.empty() || part == ".") continue;
    if (part != "..")
      parts.push_back(part);
    else if (!parts.empty() && parts.back() != "..")
      parts.pop_back();
    else if (!absolute)
      parts.push_back(part);
  }
  return parts;
}

std::string joined(const std::vector<std::string_view>& parts, bool absolute) {
  std::string out;
  for (std::string_view part : parts) {
    if (absolute || !out.empty()) out += '/';
    out += part;
  }
  return out;
}

}  // namespace

double js_number(std::string_view text) {
  text = js_trim(text);
  if (text.empty()) return 0;
  if (text.size() > 2 && text[0] == '0') {
    const char kind = text[1];
    if (kind == 'x' || kind == 'X') return radix_number(text.substr(2), 16);
    if (kind == 'o' || kind == 'O') return radix_number(text.substr(2), 8);
    if (kind == 'b' || kind == 'B') return radix_number(text.substr(2), 2);
  }
  const bool negative = text.front() == '-';
  if (negative || text.front() == '+') text.remove_prefix(1);
  double n = nan;
  if (text == "Infinity")
    n = std::numeric_limits<double>::infinity();
  else if (is_decimal(text))
    n = std::strtod(std::string(text).c_str(), nullptr);  // out of range becomes 0 or Infinity, as in JavaScript
  return negative ? -n : n;
}

std::string path_resolve(std::string_view base, std::string_view path) {
  std::string whole(path);
  if (path.empty() || path.front() != '/') whole = std::string(base) + "/" + whole;
  const std::string out = joined(path_parts(whole, true), true);
  return out.empty() ? "/" : out;
}

std::string path_dirname(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  while (!path.empty() && path.back() != '/') path.remove_suffix(1);
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  return std::string(path);
}

std::string path_join(std::string_view a, std::string_view b) {
  std::string whole(a);
  if (!b.empty()) {
    if (!whole.empty()) whole += '/';
    whole += b;
  }
  if (whole.empty()) return ".";
  const bool absolute = whole.front() == '/';
  std::string out = joined(path_parts(whole, absolute), absolute);
  if (out.empty()) out = absolute ? "/" : ".";
  if (whole.back() == '/' && out.back() != '/') out += '/';
  return out;
}

std::string_view path_basename(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool is_array_index(std::string_view key) {
  if (key.empty() || key.size() > 10 || !std::all_of(key.begin(), key.end(), is_digit)) return false;
  if (key.size() > 1 && key.front() == '0') return false;
  std::uint64_t n = 0;
  std::from_chars(key.data(), key.data() + key.size(), n);
  return n < 0xffffffffu;
}

bool index_before(std::string_view a, std::string_view b) {
  if (!is_array_index(a)) return false;
  if (!is_array_index(b)) return true;
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

bool is_object_prototype_name(std::string_view key) {
  static constexpr std::array<std::string_view, 12> names{
      "__defineGetter__", "__defineSetter__", "__lookupGetter__",     "__lookupSetter__", "__proto__", "constructor",
      "hasOwnProperty",   "isPrototypeOf",    "propertyIsEnumerable", "toLocaleString",   "toString",  "valueOf"};
  return std::binary_search(names.begin(), names.end(), key);
}

std::optional<std::string> object_prototype_text(std::string_view name) {
  if (!is_object_prototype_name(name)) return std::nullopt;
  if (name == "__proto__") return "[object Object]";
  return "function " + std::string(name == "constructor" ? "Object" : name) + "() { [native code] }";
}

}  // namespace e401::npm
