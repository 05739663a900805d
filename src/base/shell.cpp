#include "base/shell.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace e401::base {

std::string shell_word(std::string_view text) {
  if (text.starts_with("~/") && text.size() > 2) return "~/" + shell_word(text.substr(2));
  const auto is_plain = [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view("_-./:@%+=,").find(static_cast<char>(c)) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);
  return "'" + replace_all(std::string(text), "'", "'\\''") + "'";
}

bool is_shell_name(std::string_view text) {
  if (text.empty() || std::isdigit(static_cast<unsigned char>(text.front())) != 0) return false;
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

}  // namespace e401::base
