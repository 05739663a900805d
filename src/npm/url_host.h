// The host part of a URL (WHATWG "host parser" and "host serializer"); for url_parse.cpp alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace e401::npm {

// text: well-formed UTF-8 without credentials and port. nullopt: not a host.
std::optional<std::string> parse_host(std::string_view text, bool special);

// Escapes for the parts of a URL: each set contains those that stand before it where the standard says so.
enum class EscapeSet { c0_control, fragment, query, special_query, path, userinfo };
void append_escaped(std::string& out, std::string_view text, EscapeSet set);

}  // namespace e401::npm
