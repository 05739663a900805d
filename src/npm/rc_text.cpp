// Writing a value so that the reader in rc_reader.cpp gives it back. As few escapes as will do: a line that a person
// reads again should look like the value.
#include <array>

#include "npm/rc_document.h"
#include "npm/utf8.h"

namespace e401::npm {
namespace {

bool needs_quotes(std::string_view text) {
  if (text.empty()) return false;
  if (js_trim(text).size() != text.size()) return true;
  if (text.find_first_of("\r\n") != std::string_view::npos) return true;
  if (text.find("\xe2\x80\xa8") != std::string_view::npos || text.find("\xe2\x80\xa9") != std::string_view::npos)
    return true;
  const char first = text.front();
  if (first == '"' && text.size() == 1) return false;  // the reader keeps a lone double quote, JSON cannot read it
  return (first == '"' || first == '\'') && text.back() == first;
}

// In JSON, and U+2028/2029 escaped as well: as they are, the reader would drop the whole line.
std::string quoted(std::string_view text) {
  std::string out = base::json_quote(text);
  for (const auto& [mark, escape] : std::array<std::pair<std::string_view, std::string_view>, 2>{
           {{"\xe2\x80\xa8", "\\u2028"}, {"\xe2\x80\xa9", "\\u2029"}}})
    for (std::size_t at = out.find(mark); at != std::string::npos; at = out.find(mark, at))
      out.replace(at, mark.size(), escape);
  return out;
}

}  // namespace

std::optional<std::string> rc_value_text(std::string_view text) {
  if (well_formed(text) != text) return std::nullopt;
  if (needs_quotes(text)) return quoted(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    // The last one too: a comment may follow the value without a blank between.
    const bool backslash_would_escape =
        c == '\\' && (i + 1 == text.size() || std::string_view("\\;#").find(text[i + 1]) != std::string_view::npos);
    if (c == ';' || c == '#' || backslash_would_escape) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace e401::npm
