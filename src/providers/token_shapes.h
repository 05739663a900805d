// What a token tells about itself, offline: whose it is, which kind, whether its checksum is right, and when a JWT
// ends. Facts of the issuers as data, each with the mark of where it is known from; a fact marked `uncertain` never
// drives a change or an error.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"

namespace e401::providers {

// Where a fact is known from, strongest first.
enum class Mark : std::uint8_t { documented, source, observed, reported, uncertain };
std::string_view name_of(Mark mark);

// The checksum that some issuers put into their tokens. A wrong one means that the text was cut, mistyped or made up.
enum class Checksum : std::uint8_t { none, right, wrong };

struct TokenShape {
  std::string_view id;      // "npm-access", "github-classic", "gitlab-personal", "jwt", ...
  std::string_view family;  // the host family that issues it: "npmjs", "github", ... (hosts.h); "" several or unknown
  std::string_view name;    // for people: "classic personal access token"
  Mark mark = Mark::uncertain;
  bool complete = true;  // the whole text has the form; false: only the issuer's prefix fits (cut, or not a real one)
  Checksum checksum = Checksum::none;
  bool never_a_credential = false;  // a refresh token, a redacted listing: no registry takes it
};

// Every shape that fits, surest first; empty for a text without any known form.
std::vector<TokenShape> shapes_of(const base::Secret& token);
// The shape, if exactly one issuer comes into question and that is more than a guess.
std::optional<TokenShape> shape_of(const base::Secret& token);

// The claims of a JSON Web Token, read but not verified: nobody but its issuer can do that.
struct Jwt {
  std::string algorithm, issuer, subject, audience, name;
  std::optional<std::int64_t> expires_s, issued_s, not_before_s;  // seconds since 1970
  bool readable = true;                                           // false: an encrypted one (CodeArtifact): header only
  std::string_view family;                                        // by its claims; "" unknown
  bool expired_at(std::int64_t now_s) const { return expires_s && *expires_s <= now_s; }
};
std::optional<Jwt> read_jwt(std::string_view token);

// CRC-32 (ISO-HDLC, as in zlib), written in a base with its digits, padded with zeros on the left: what token checksums
// are made of.
std::uint32_t crc32_of(std::string_view data);
std::string in_base(std::uint32_t number, std::string_view digits, std::size_t width);

}  // namespace e401::providers
