// Most issuers give their tokens a prefix of their own, a fixed alphabet and a fixed length; those are a table. The
// others (JWT, UUID, hexadecimal texts) need a look inside and are functions below it.
//
// The checksum of npm and GitHub: of the 36 characters behind the prefix, the last six are the CRC-32 of the first
// thirty in base 62. It was recomputed over all published samples that were found; both samples of ghs_ do not match,
// so that kind is never rejected by it. A wrong checksum is a hint beside a refusal, not a verdict: whoever sets up a
// private registry may hand out any text.
#include "providers/token_shapes.h"

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"

namespace e401::providers {
namespace {

constexpr std::string_view digits_62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view digits_36 = "0123456789abcdefghijklmnopqrstuvwxyz";

enum class Alphabet : std::uint8_t { alnum, url_safe, lower_hex, any };
enum class Sum : std::uint8_t { none, base62_of_body };

struct Prefixed {
  std::string_view prefix;
  Alphabet alphabet;
  std::size_t min_length, max_length;  // of what follows the prefix
  TokenShape shape;
  Sum sum = Sum::none;
};

constexpr std::array prefixed{
    Prefixed{"npm_",
             Alphabet::alnum,
             36,
             36,
             {"npm-access", "npmjs", "npm access token", Mark::documented},
             Sum::base62_of_body},
    Prefixed{"ghp_",
             Alphabet::alnum,
             36,
             36,
             {"github-classic", "github", "classic personal access token of GitHub", Mark::documented},
             Sum::base62_of_body},
    Prefixed{"gho_",
             Alphabet::alnum,
             36,
             36,
             {"github-oauth", "github", "OAuth token of GitHub", Mark::documented},
             Sum::base62_of_body},
    Prefixed{"ghu_",
             Alphabet::alnum,
             36,
             36,
             {"github-app-user", "github", "user token of a GitHub App", Mark::documented},
             Sum::base62_of_body},
    Prefixed{"ghs_",
             Alphabet::alnum,
             36,
             36,
             {"github-installation", "github", "installation token of GitHub (GITHUB_TOKEN)", Mark::documented}},
    Prefixed{"ghr_",
             Alphabet::alnum,
             76,
             76,
             {"github-refresh", "github", "refresh token of GitHub", Mark::documented, true, Checksum::none, true},
             Sum::base62_of_body},
    Prefixed{"github_pat_",
             Alphabet::url_safe,
             82,
             82,
             {"github-fine-grained", "github", "fine-grained personal access token of GitHub", Mark::documented}},
    Prefixed{"glpat-",
             Alphabet::url_safe,
             20,
             20,
             {"gitlab-personal", "gitlab", "personal, project or group access token of GitLab", Mark::documented}},
    Prefixed{
        "gldt-", Alphabet::url_safe, 20, 20, {"gitlab-deploy", "gitlab", "deploy token of GitLab", Mark::documented}},
    Prefixed{
        "glcbt-", Alphabet::url_safe, 22, 26, {"gitlab-job", "gitlab", "CI job token of GitLab", Mark::documented}},
    Prefixed{
        "NpmToken.", Alphabet::url_safe, 36, 36, {"nexus-npm", "nexus", "npm token of Nexus Repository", Mark::source}},
    Prefixed{"AKCp",
             Alphabet::alnum,
             68,
             70,
             {"artifactory-api-key", "artifactory", "API key of Artifactory", Mark::source}},
    Prefixed{"cmVmdGtu",
             Alphabet::alnum,
             56,
             56,
             {"artifactory-reference", "artifactory", "reference token of Artifactory", Mark::source}},
    Prefixed{"cnpm_", Alphabet::url_safe, 32, 41, {"cnpm", "cnpmcore", "token of cnpmcore", Mark::source}},
    Prefixed{"vsr_pat_", Alphabet::any, 1, 512, {"vsr", "vsr", "API key of the vlt serverless registry", Mark::source}},
    Prefixed{
        "ya29.", Alphabet::any, 20, 2048, {"google-access", "google", "OAuth access token of Google", Mark::uncertain}},
    Prefixed{"ATATT3", Alphabet::any, 100, 512, {"atlassian", "bitbucket", "API token of Atlassian", Mark::uncertain}},
};

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool of_alphabet(std::string_view text, Alphabet alphabet) {
  return std::ranges::all_of(text, [alphabet](char c) {
    switch (alphabet) {
      case Alphabet::alnum:
        return is_alnum(c);
      case Alphabet::url_safe:
        return is_alnum(c) || c == '-' || c == '_';
      case Alphabet::lower_hex:
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      case Alphabet::any:
        return c > ' ' && c < 0x7f;
    }
    return false;
  });
}

Checksum base62_sum(std::string_view body) {
  constexpr std::size_t width = 6;
  const std::string_view entropy = body.substr(0, body.size() - width);
  return in_base(crc32_of(entropy), digits_62, width) == body.substr(entropy.size()) ? Checksum::right
                                                                                     : Checksum::wrong;
}

// "glpat-PAYLOAD.01.LLCCCCCCC": routable tokens of GitLab 17 and later; the last seven are the CRC-32 of all before
// them.
std::optional<TokenShape> routable(std::string_view token) {
  if (!token.starts_with("glpat-")) return std::nullopt;
  const std::size_t mark = token.rfind(".01.");
  if (mark == std::string_view::npos || token.size() != mark + 4 + 9) return std::nullopt;
  const std::string_view payload = token.substr(6, mark - 6);
  if (payload.size() < 27 || payload.size() > 300 || !of_alphabet(payload, Alphabet::url_safe)) return std::nullopt;
  TokenShape shape{"gitlab-routable", "gitlab", "access token of GitLab", Mark::source};
  const std::string_view sum = token.substr(token.size() - 7);
  shape.checksum =
      in_base(crc32_of(token.substr(0, token.size() - 7)), digits_36, 7) == sum ? Checksum::right : Checksum::wrong;
  return shape;
}

// 8-4-4-4-12 hexadecimal digits; the version digit tells a Nexus token without its prefix from npm's old ones.
std::optional<TokenShape> uuid(std::string_view token) {
  if (token.size() != 36) return std::nullopt;
  bool upper = false, lower = false;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const char c = token[i];
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (c != '-') return std::nullopt;
    } else if (c >= 'a' && c <= 'f') {
      lower = true;
    } else if (c >= 'A' && c <= 'F') {
      upper = true;
    } else if (c < '0' || c > '9') {
      return std::nullopt;
    }
  }
  if (upper && lower) return std::nullopt;
  if (upper) return TokenShape{"fontawesome", "fontawesome", "token of Font Awesome", Mark::reported};
  if (token[14] == '3')
    return TokenShape{"nexus-bare", "nexus", "npm token of Nexus without its prefix NpmToken.", Mark::source};
  // All of them were revoked in December 2025; other vendors use the same form, so the host decides.
  return TokenShape{"uuid", "", "UUID: the form of npm's classic tokens, all revoked in December 2025",
                    Mark::documented};
}

std::optional<TokenShape> azure_pat(std::string_view token) {
  if (token.size() == 84 && token.substr(76, 4) == "AZDO" && of_alphabet(token, Alphabet::alnum))
    return TokenShape{"azure-pat", "azure", "personal access token of Azure DevOps", Mark::source};
  const auto base32 = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'); };
  if (token.size() == 52 && std::ranges::all_of(token, base32))
    return TokenShape{"azure-pat-old", "azure", "older personal access token of Azure DevOps", Mark::uncertain};
  return std::nullopt;
}

// Verdaccio without JWT: base64 of "<32 hex digits>:<hex digits>", AES over user:password.
std::optional<TokenShape> verdaccio_legacy(std::string_view token) {
  if (token.size() < 64) return std::nullopt;
  const auto text = base::base64_decode_strict(token);
  if (!text || text->size() < 35 || (*text)[32] != ':') return std::nullopt;
  const std::string_view t = *text;
  if (!of_alphabet(t.substr(0, 32), Alphabet::lower_hex) || !of_alphabet(t.substr(33), Alphabet::lower_hex))
    return std::nullopt;
  return TokenShape{"verdaccio-legacy", "verdaccio", "token of Verdaccio", Mark::observed};
}

// npm prints tokens as npm_aBcD...7890 in lists; that is what gets pasted.
bool is_listing(std::string_view token) {
  return token.size() == 15 && token.starts_with("npm_") && token.substr(8, 3) == "..." &&
         of_alphabet(token.substr(4, 4), Alphabet::alnum) && of_alphabet(token.substr(11), Alphabet::alnum);
}

std::string_view family_of_claims(const base::Json& payload, const Jwt& jwt) {
  if (jwt.issuer.find("sts.windows.net") != std::string::npos ||
      jwt.issuer.find("login.microsoftonline.com") != std::string::npos)
    return "azure";
  for (const std::string& who : {jwt.subject, jwt.issuer})
    if (who.starts_with("jfac@") || who.starts_with("jfrt@")) return "artifactory";
  if (payload.find("real_groups") && payload.find("groups")) return "verdaccio";
  return "";
}

std::optional<std::int64_t> seconds(const base::Json& payload, std::string_view claim) {
  const base::Json* value = payload.find(claim);
  if (!value || value->kind != base::Json::Kind::number) return std::nullopt;
  if (!(value->number >= 0 && value->number < 1e12))
    return std::nullopt;  // beyond the year 33658: not a time in seconds
  return static_cast<std::int64_t>(value->number);
}

std::string text_of(const base::Json& object, std::string_view member) {
  const std::string* text = object.find_string({member});
  return text ? *text : std::string();
}

}  // namespace

std::string_view name_of(Mark mark) {
  switch (mark) {
    case Mark::documented:
      return "documented";
    case Mark::source:
      return "source";
    case Mark::observed:
      return "observed";
    case Mark::reported:
      return "reported";
    case Mark::uncertain:
      return "uncertain";
  }
  return "uncertain";
}

std::uint32_t crc32_of(std::string_view data) {
  std::uint32_t crc = 0xffffffffu;
  for (const char c : data) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1u)));
  }
  return ~crc;
}

std::string in_base(std::uint32_t number, std::string_view digits, std::size_t width) {
  std::string out;
  for (; number != 0; number /= static_cast<std::uint32_t>(digits.size()))
    out.insert(out.begin(), digits[number % digits.size()]);
  if (out.size() < width) out.insert(0, width - out.size(), digits[0]);
  return out;
}

std::optional<Jwt> read_jwt(std::string_view token) {
  // GitHub's newer installation tokens carry their number in front: ghs_123_HEADER.PAYLOAD.SIGNATURE.
  if (token.starts_with("ghs_")) {
    const std::size_t dash = token.find('_', 4);
    if (dash == std::string_view::npos) return std::nullopt;
    token.remove_prefix(dash + 1);
  }
  const std::vector<std::string_view> parts = base::split(token, '.');
  if (parts.size() < 3 || parts.size() > 5 || !parts[0].starts_with("eyJ")) return std::nullopt;
  const auto header_text = base::base64url_decode(parts[0]);
  if (!header_text) return std::nullopt;
  const auto header = base::parse_json(*header_text);
  if (!header || !header->is_object()) return std::nullopt;

  Jwt jwt;
  jwt.algorithm = text_of(*header, "alg");
  const auto payload_text = base::base64url_decode(parts[1]);
  const auto payload = payload_text ? base::parse_json(*payload_text) : base::fail("no base64url");
  if (!payload || !payload->is_object()) {
    jwt.readable = false;
    jwt.family = header->find("ver") ? "codeartifact" : "";
    return jwt;
  }
  jwt.issuer = text_of(*payload, "iss");
  jwt.subject = text_of(*payload, "sub");
  jwt.audience = text_of(*payload, "aud");
  jwt.name = text_of(*payload, "name");
  jwt.expires_s = seconds(*payload, "exp");
  jwt.issued_s = seconds(*payload, "iat");
  jwt.not_before_s = seconds(*payload, "nbf");
  jwt.family = family_of_claims(*payload, jwt);
  return jwt;
}

std::vector<TokenShape> shapes_of(const base::Secret& secret) {
  const std::string_view token = secret.reveal();
  std::vector<TokenShape> out;
  if (is_listing(token)) {
    out.push_back(
        {"npm-listing", "npmjs", "shortened token from a list", Mark::documented, true, Checksum::none, true});
    return out;
  }
  if (const auto shape = routable(token)) out.push_back(*shape);
  if (const auto jwt = read_jwt(token); jwt && token.starts_with("ghs_"))
    out.push_back({"github-installation", "github", "installation token of GitHub (GITHUB_TOKEN)", Mark::source});
  else if (jwt)
    out.push_back({"jwt", jwt->family, "JSON Web Token", jwt->family.empty() ? Mark::documented : Mark::reported});
  else if (token.starts_with("eyJ2ZX") && token.size() > 60)  // {"ver": ...: an encrypted token whose parts were cut
    out.push_back({"codeartifact", "codeartifact", "authorization token of CodeArtifact", Mark::documented});
  if (out.empty()) {
    for (const Prefixed& p : prefixed) {
      if (!token.starts_with(p.prefix)) continue;
      TokenShape shape = p.shape;
      const std::string_view body = token.substr(p.prefix.size());
      shape.complete = body.size() >= p.min_length && body.size() <= p.max_length && of_alphabet(body, p.alphabet);
      if (shape.complete && p.sum == Sum::base62_of_body) shape.checksum = base62_sum(body);
      out.push_back(shape);
      break;  // no prefix is the beginning of another one
    }
  }
  if (out.empty())
    for (const auto& look : {uuid, azure_pat, verdaccio_legacy})
      if (const auto shape = look(token)) out.push_back(*shape);
  if (out.empty() && token.size() == 40 && of_alphabet(token, Alphabet::lower_hex)) {
    out.push_back({"gitea", "gitea", "access token of Gitea or Forgejo", Mark::source});
    out.push_back({"cloudsmith", "cloudsmith", "API key of Cloudsmith", Mark::uncertain});
  }
  return out;
}

std::optional<TokenShape> shape_of(const base::Secret& token) {
  const std::vector<TokenShape> shapes = shapes_of(token);
  if (shapes.size() != 1 || shapes.front().mark == Mark::uncertain) return std::nullopt;
  return shapes.front();
}

}  // namespace e401::providers
