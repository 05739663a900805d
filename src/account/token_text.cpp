#include "account/token_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace e401::account {

std::optional<std::string> why_no_token(const base::Secret& text) {
  const std::string& t = text.reveal();
  const auto any = [&](auto test) { return std::any_of(t.begin(), t.end(), test); };
  if (t.empty()) return "it is empty";
  if (t.size() > limits::token_max_bytes)
    return fmt::format("it has {} characters, and no registry's token has more than {}", t.size(),
                       limits::token_max_bytes);
  if (any([](char c) { return c == '\n' || c == '\r'; })) return "there is a line break in it";
  if (any([](char c) { return c == ' ' || c == '\t'; })) return "there is a space in it";
  if (any([](char c) { return static_cast<unsigned char>(c) < 0x21 || static_cast<unsigned char>(c) > 0x7e; }))
    return "there is a character in it that no header can carry";
  // npm's reader would make something else of these.
  if (t.find("${") != std::string::npos) return "there is a ${...} in it, which npm would replace";
  if (t == "true" || t == "false" || t == "null" || t == "undefined")
    return fmt::format("\"{}\" is a word, not a token", t);
  if (t.find_first_not_of('*') == std::string::npos || t.find("…") != std::string::npos)
    return "it is a masked token, copied from a listing";
  return std::nullopt;
}

}  // namespace e401::account
