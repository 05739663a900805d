// Digests and base64, thin over OpenSSL's libcrypto.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace e401::base {

std::string sha256_hex(std::string_view data);
std::string sha1_hex(std::string_view data);
std::string sha512_base64(std::string_view data);

std::string base64_encode(std::string_view data);
// As Node's Buffer.from(text, 'base64'): skips what is not of the alphabet, takes both alphabets, stops at '='. Never
// fails.
std::string base64_decode_lenient(std::string_view text);
// Well-formed base64 (standard alphabet, right padding, no white space), else nullopt.
std::optional<std::string> base64_decode_strict(std::string_view text);
// base64url without padding, as JWT parts are written; else nullopt.
std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace e401::base
