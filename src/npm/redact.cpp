#include "npm/redact.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/text.h"
#include "npm/uri.h"
#include "npm/url.h"
#include "npm/utf8.h"

namespace e401::npm {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}
bool is_alnum(char c) {
  return is_word(c) && c != '_';
}

// The spellings of a part of a URL that npm looks for, in its order: encoded once more, decoded, as the URL has it.
// nullopt: npm gives up, because decoding throws.
std::optional<std::vector<std::string>> spellings(const std::string& part) {
  std::optional<std::string> decoded = decode_uri_component(part);
  if (!decoded) return std::nullopt;
  return std::vector<std::string>{encode_uri_component(part), std::move(*decoded), part};
}

std::string without_password(std::string_view text) {
  const std::optional<Url> url = parse_url(text);
  if (!url || url->password.empty()) return std::string(text);
  const auto schemes = spellings(url->scheme + ":");
  const auto users = spellings(url->username);
  const auto passwords = spellings(url->password);
  if (!schemes || !users || !passwords) return std::string(text);
  for (const std::string& scheme : *schemes)
    for (const std::string& user : *users) {
      const std::string head = scheme + "//" + user + ":";
      if (!text.starts_with(head)) continue;
      for (const std::string& password : *passwords)
        if (text.substr(head.size()).starts_with(password))
          return head + "***" + std::string(text.substr(head.size() + password.size()));
    }
  return std::string(text);
}

// /\b(npms?_)[a-zA-Z0-9]{36,48}\b/i at the start of text: its length, or 0.
std::size_t npm_token(std::string_view text) {
  const std::string head = base::ascii_lower(text.substr(0, 5));
  const std::size_t prefix = head == "npms_" ? 5 : head.starts_with("npm_") ? 4 : 0;
  if (prefix == 0) return 0;
  std::size_t end = prefix;
  while (end < text.size() && is_alnum(text[end])) ++end;
  const bool at_boundary = end == text.size() || !is_word(text[end]);
  return at_boundary && end - prefix >= 36 && end - prefix <= 48 ? end : 0;
}

std::size_t uuid(std::string_view text) {
  static constexpr std::string_view shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() < shape.size() || (text.size() > shape.size() && is_word(text[shape.size()]))) return 0;
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (shape[i] == 'x' ? hex_digit(text[i]) < 0 : text[i] != '-') return 0;
  return shape.size();
}

std::string replaced(std::string_view text, std::size_t (*match)(std::string_view), std::string_view mask) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const bool at_boundary = is_word(text[i]) && (i == 0 || !is_word(text[i - 1]));
    const std::size_t length = at_boundary ? match(text.substr(i)) : 0;
    if (length == 0) {
      out += text[i++];
      continue;
    }
    out += mask;
    i += length;
  }
  return out;
}

}  // namespace

std::string npm_redact(std::string_view text) {
  return replaced(replaced(without_password(text), npm_token, "npm_***"), uuid, "***");
}

std::string npm_redact_log(std::string_view text) {
  std::string out;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = first_code_point(text.substr(i));
    if (text[i] == '=' || (point.valid && is_js_space(point.value))) {
      out += npm_redact(text.substr(begin, i - begin));
      out += text.substr(i, point.length);
      begin = i + point.length;
    }
    i += point.length;
  }
  return out + npm_redact(text.substr(begin));
}

}  // namespace e401::npm
