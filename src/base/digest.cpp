#include "base/digest.h"

#include <openssl/sha.h>

#include <array>
#include <cstdint>

namespace e401::base {
namespace {

std::string hex(const unsigned char* bytes, std::size_t size) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out(size * 2, '0');
  for (std::size_t i = 0; i < size; ++i) {
    out[2 * i] = digits[bytes[i] >> 4];
    out[2 * i + 1] = digits[bytes[i] & 15];
  }
  return out;
}

const unsigned char* bytes_of(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int sextet(unsigned char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

std::string decode(std::string_view text) {
  std::string out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (unsigned char c : text) {
    if (c == '=') break;
    const int v = sextet(c);
    if (v < 0) continue;
    buffer = (buffer << 6) | static_cast<std::uint32_t>(v);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<char>((buffer >> bits) & 0xff));
    }
  }
  return out;
}

}  // namespace

std::string sha256_hex(std::string_view data) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> d{};
  SHA256(bytes_of(data), data.size(), d.data());
  return hex(d.data(), d.size());
}

std::string sha1_hex(std::string_view data) {
  std::array<unsigned char, SHA_DIGEST_LENGTH> d{};
  SHA1(bytes_of(data), data.size(), d.data());
  return hex(d.data(), d.size());
}

std::string sha512_base64(std::string_view data) {
  std::array<unsigned char, SHA512_DIGEST_LENGTH> d{};
  SHA512(bytes_of(data), data.size(), d.data());
  return base64_encode({reinterpret_cast<const char*>(d.data()), d.size()});
}

std::string base64_encode(std::string_view data) {
  std::string out;
  out.reserve((data.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < data.size(); i += 3) {
    std::uint32_t v = static_cast<unsigned char>(data[i]) << 16;
    if (i + 1 < data.size()) v |= static_cast<unsigned char>(data[i + 1]) << 8;
    if (i + 2 < data.size()) v |= static_cast<unsigned char>(data[i + 2]);
    out.push_back(alphabet[v >> 18]);
    out.push_back(alphabet[(v >> 12) & 63]);
    out.push_back(i + 1 < data.size() ? alphabet[(v >> 6) & 63] : '=');
    out.push_back(i + 2 < data.size() ? alphabet[v & 63] : '=');
  }
  return out;
}

std::string base64_decode_lenient(std::string_view text) {
  return decode(text);
}

std::optional<std::string> base64_decode_strict(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return std::nullopt;
  std::size_t end = text.size();
  while (end > text.size() - 2 && text[end - 1] == '=') --end;
  for (std::size_t i = 0; i < end; ++i)
    if (alphabet.find(text[i]) == std::string_view::npos) return std::nullopt;
  return decode(text);
}

std::optional<std::string> base64url_decode(std::string_view text) {
  if (text.empty() || text.size() % 4 == 1) return std::nullopt;
  for (unsigned char c : text)
    if (sextet(c) < 0 || c == '+' || c == '/') return std::nullopt;
  return decode(text);
}

}  // namespace e401::base
