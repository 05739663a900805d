#include "npm/semver.h"

#include <algorithm>

#include "base/text.h"
#include "npm/utf8.h"

namespace e401::npm {
namespace {

constexpr std::size_t version_max_chars = 256;             // semver's own bound
constexpr std::string_view safe_max = "9007199254740991";  // Number.MAX_SAFE_INTEGER, semver's bound for a part

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_identifier(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

bool is_number(std::string_view text) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return false;
  return text.size() == 1 || text.front() != '0';
}

bool is_safe_number(std::string_view text) {
  return is_number(text) && (text.size() < safe_max.size() || (text.size() == safe_max.size() && text <= safe_max));
}

bool are_identifiers(std::string_view text, bool numbers_are_plain) {
  for (std::string_view part : base::split(text, '.')) {
    if (!is_identifier(part)) return false;
    if (numbers_are_plain && std::all_of(part.begin(), part.end(), is_digit) && !is_number(part)) return false;
  }
  return true;
}

}  // namespace

std::optional<std::string> valid_semver(std::string_view text) {
  if (text.size() > version_max_chars) return std::nullopt;
  text = js_trim(text);
  if (text.starts_with('v')) text.remove_prefix(1);
  if (const std::size_t plus = text.find('+'); plus != std::string_view::npos) {
    if (!are_identifiers(text.substr(plus + 1), false)) return std::nullopt;
    text = text.substr(0, plus);
  }
  const std::size_t dash = text.find('-');
  if (dash != std::string_view::npos && !are_identifiers(text.substr(dash + 1), true)) return std::nullopt;
  const auto parts = base::split(text.substr(0, dash), '.');
  if (parts.size() != 3 || !std::all_of(parts.begin(), parts.end(), is_safe_number)) return std::nullopt;
  return std::string(text);
}

}  // namespace e401::npm
