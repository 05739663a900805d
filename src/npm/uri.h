// JavaScript's encodeURIComponent and decodeURIComponent.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace e401::npm {

std::string encode_uri_component(std::string_view text);
// nullopt where JavaScript throws a URIError: a "%" without its two digits, or bytes that are no UTF-8.
std::optional<std::string> decode_uri_component(std::string_view text);
int hex_digit(char c);  // -1: none

}  // namespace e401::npm
