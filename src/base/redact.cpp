#include "base/redact.h"

#include <algorithm>
#include <cctype>

#include "base/digest.h"
#include "base/limits.h"
#include "base/text.h"

namespace e401::base {
namespace {

constexpr std::string_view mask = "***";

bool token_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.' || c == '=' || c == '+' || c == '/'; }
bool word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// Length of a run of token characters at the start of text.
std::size_t token_run(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), token_char) - text.begin());
}

struct Prefix {
  std::string_view text;
  std::size_t least;  // characters behind it that make it a token
};
constexpr Prefix token_prefixes[] = {{"npm_", 20}, {"npms_", 20}, {"ghp_", 20}, {"gho_", 20}, {"ghu_", 20}, {"ghs_", 20},
                                     {"ghr_", 20}, {"github_pat_", 20}, {"glpat-", 16}, {"gldt-", 16}, {"glcbt-", 16},
                                     {"NpmToken.", 16}, {"AKCp", 30}, {"cmVmd", 30}, {"eyJ", 20}, {"ya29.", 16}};

// "//user:password@" -> "//user:***@": returns the index behind it, or 0.
std::size_t url_password(std::string_view text, std::size_t at, std::string& out) {
  if (text.compare(at, 3, "://") != 0) return 0;
  const std::size_t begin = at + 3;
  const std::size_t stop = std::min(text.find_first_of("/ \t\r\n\"'<>", begin), text.size());
  const std::string_view authority = text.substr(begin, stop - begin);
  if (authority.find('@') == std::string_view::npos) return 0;
  const std::size_t sign = begin + authority.rfind('@');
  const std::size_t colon = begin + std::min(authority.find(':'), authority.size());
  if (colon >= sign || colon + 1 == sign) return 0;
  const std::string_view password = text.substr(colon + 1, sign - colon - 1);
  if (password.starts_with("${") && password.find('}') + 1 == password.size()) return 0;  // a reference, not a secret
  out.append(text.substr(at, colon + 1 - at)).append(mask);
  return sign;
}

constexpr std::string_view assignments[] = {"_authToken", "_auth", "_password", "_authtoken", "authToken", "Bearer ", "Basic ", "token=",
                                            "access_token=", "npm-otp:"};

std::size_t assignment(std::string_view text, std::size_t at, std::string& out) {
  for (std::string_view name : assignments) {
    if (text.compare(at, name.size(), name) != 0) continue;
    std::size_t value = at + name.size();
    if (std::isalnum(static_cast<unsigned char>(name.back()))) {  // wants an = (or :) behind
      if (value < text.size() && word_char(text[value])) continue;
      const std::size_t sign = text.find_first_not_of(" \t\"'", value);
      if (sign == std::string_view::npos || (text[sign] != '=' && text[sign] != ':')) continue;
      value = text.find_first_not_of(" \t\"'", sign + 1);
      if (value == std::string_view::npos) continue;
    }
    const std::string_view rest = text.substr(value);
    if (rest.starts_with("${") || rest.starts_with(mask)) continue;
    const std::size_t run = static_cast<std::size_t>(
        std::find_if(rest.begin(), rest.end(), [](char c) { return std::isspace(static_cast<unsigned char>(c)) || c == '"' || c == '\'' || c == '&' || c == ','; }) - rest.begin());
    const bool worth = name.back() == ' ' ? run >= 16 : run > 0;  // "Bearer realm=..." is a challenge, not a token
    if (!worth || rest.starts_with("realm=") || rest.starts_with("authorization_uri")) continue;
    out.append(text.substr(at, value - at)).append(mask);
    return value + run;
  }
  return 0;
}

std::size_t shaped_token(std::string_view text, std::size_t at, std::string& out) {
  if (at > 0 && word_char(text[at - 1])) return 0;
  for (const Prefix& p : token_prefixes) {
    if (text.compare(at, p.text.size(), p.text) != 0) continue;
    const std::size_t run = token_run(text.substr(at + p.text.size()));
    if (run < p.least) continue;
    out.append(p.text).append(mask);
    return at + p.text.size() + run;
  }
  return 0;
}

std::size_t uuid(std::string_view text, std::size_t at, std::string& out) {
  static constexpr std::string_view shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() - at < shape.size() || (at > 0 && word_char(text[at - 1]))) return 0;
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (shape[i] == 'x' ? !std::isxdigit(static_cast<unsigned char>(text[at + i])) : text[at + i] != '-') return 0;
  out += mask;
  return at + shape.size();
}

}  // namespace

void Redactor::learn(const Secret& secret) {
  if (secret.size() < limits::redact_min_chars || std::find(known_.begin(), known_.end(), secret) != known_.end()) return;
  // A host name is put into lower case, also where somebody has put a secret into it.
  if (secret.size() >= limits::fingerprint_secret_min_chars)
    if (std::string lower = ascii_lower(secret.reveal()); lower != secret.reveal()) learn(Secret(std::move(lower)));
  const auto at = std::find_if(known_.begin(), known_.end(), [&](const Secret& s) { return s.size() < secret.size(); });
  known_.insert(at, secret);
}

std::string Redactor::clean(std::string text) const {
  for (const Secret& s : known_) {
    if (text.find(s.reveal()) != std::string::npos) text = replace_all(std::move(text), s.reveal(), mask);
  }
  return text;
}

std::string mask_shapes(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    std::size_t next = url_password(text, at, out);
    if (next == 0) next = assignment(text, at, out);
    if (next == 0) next = shaped_token(text, at, out);
    if (next == 0) next = uuid(text, at, out);
    if (next == 0) {
      out += text[at];
      next = at + 1;
    }
    at = next;
  }
  return out;
}

}  // namespace e401::base
