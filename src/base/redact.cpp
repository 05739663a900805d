#include "base/redact.h"

#include <algorithm>
#include <cctype>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"

namespace e401::base {
namespace {

constexpr std::string_view mask = "***";

constexpr std::string_view secret_names[] = {"token", "password", "passwd", "secret", "apikey", "api_key", "api-key"};

bool token_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.' || c == '=' || c == '+' ||
         c == '/';
}
bool word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

// Length of a run of token characters at the start of text.
std::size_t token_run(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), token_char) - text.begin());
}

struct Prefix {
  std::string_view text;
  std::size_t least;  // characters behind it that make it a token
};
constexpr Prefix token_prefixes[] = {{"npm_", 20},   {"npms_", 20}, {"ghp_", 20},   {"gho_", 20},
                                     {"ghu_", 20},   {"ghs_", 20},  {"ghr_", 20},   {"github_pat_", 20},
                                     {"glpat-", 16}, {"gldt-", 16}, {"glcbt-", 16}, {"NpmToken.", 16},
                                     {"AKCp", 30},   {"cmVmd", 30}, {"eyJ", 20},    {"ya29.", 16}};

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

constexpr std::string_view assignments[] = {"_authToken", "_auth",  "_password", "_authtoken",    "authToken",
                                            "Bearer ",    "Basic ", "token=",    "access_token=", "npm-otp:"};

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
    const std::size_t run =
        static_cast<std::size_t>(std::find_if(rest.begin(), rest.end(),
                                              [](char c) {
                                                return std::isspace(static_cast<unsigned char>(c)) || c == '"' ||
                                                       c == '\'' || c == '&' || c == ',';
                                              }) -
                                 rest.begin());
    const bool worth = name.back() == ' ' ? run >= 16 : run > 0;  // "Bearer realm=..." is a challenge, not a token
    if (!worth || rest.starts_with("realm=") || rest.starts_with("authorization_uri")) continue;
    out.append(text.substr(at, value - at)).append(mask);
    return value + run;
  }
  return 0;
}

// "NPM_TOKEN=...", "X-Auth-Token: ...": a variable or a header whose name says that it is a secret.
std::size_t named_value(std::string_view text, std::size_t at, std::string& out) {
  if (at > 0 && (word_char(text[at - 1]) || text[at - 1] == '-')) return 0;
  std::size_t end = at;
  while (end < text.size() && (word_char(text[end]) || text[end] == '-')) ++end;
  const std::string name = ascii_lower(text.substr(at, end - at));
  const bool is_header = name.starts_with("x-");
  if (end >= text.size() || text[end] != (is_header ? ':' : '=')) return 0;
  const bool is_secret = std::any_of(std::begin(secret_names), std::end(secret_names),
                                     [&](std::string_view part) { return name.find(part) != std::string::npos; });
  if (!is_secret) return 0;
  const std::size_t begin = text.find_first_not_of(" \"'", end + 1);
  if (begin == std::string_view::npos || text[begin] == '$' || text.substr(begin).starts_with(mask)) return 0;
  const std::size_t run = token_run(text.substr(begin));
  if (run < limits::redact_min_chars) return 0;
  out.append(text.substr(at, begin - at)).append(mask);
  return begin + run;
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

// Letters and hyphens in one case: "sesame", "my-password", "Sesame".
bool is_made_of_words(std::string_view text) {
  const auto lower = [](char c) { return (c >= 'a' && c <= 'z') || c == '-' || c == '_'; };
  const auto upper = [](char c) { return (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; };
  return std::all_of(text.begin() + 1, text.end(), lower) || std::all_of(text.begin(), text.end(), upper);
}

bool is_plain_word(std::string_view text) {
  return text.size() < limits::fingerprint_secret_min_chars && is_made_of_words(text);
}

std::string without_word(std::string_view text, std::string_view word) {
  const auto joins = [](char c) { return word_char(c) || c == '-'; };
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size())) {
    const std::size_t end = at + word.size();
    const bool stands_alone = (at == 0 || !joins(text[at - 1])) && (end == text.size() || !joins(text[end]));
    if (!stands_alone || text.substr(end).starts_with("\":")) continue;
    out.append(text.substr(from, at - from)).append(mask);
    from = end;
  }
  return out.append(text.substr(from));
}

// As it stands between the quotes of a JSON string.
std::string inside_json(std::string_view text) {
  const std::string quoted = json_quote(text);
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

void Redactor::learn(const Secret& secret) {
  const std::string& text = secret.reveal();
  if (text.size() < limits::redact_min_chars) return;
  if (is_own_word_ && is_made_of_words(text) && is_own_word_(text)) return;
  for (const std::string& spelling : {text, printable(text)}) {
    add(spelling);
    add(inside_json(spelling));
    add(inside_json(replace_all(replace_all(spelling, "{", "{{"), "}", "}}")));  // SARIF's messages
    add(replace_all(spelling, "%", "%25"));
  }
  // A host name is put into lower case, also where somebody has put a secret into it.
  if (text.size() >= limits::fingerprint_secret_min_chars) add(ascii_lower(text));
}

void Redactor::add(std::string text) {
  Secret secret(std::move(text));
  if (std::find(known_.begin(), known_.end(), secret) != known_.end()) return;
  const auto at = std::find_if(known_.begin(), known_.end(), [&](const Secret& s) { return s.size() < secret.size(); });
  known_.insert(at, std::move(secret));
}

std::string Redactor::clean(std::string text) const {
  for (const Secret& s : known_) {
    if (text.find(s.reveal()) == std::string::npos) continue;
    text = is_plain_word(s.reveal()) ? without_word(text, s.reveal()) : replace_all(std::move(text), s.reveal(), mask);
  }
  return text;
}

std::string mask_shapes(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    std::size_t next = url_password(text, at, out);
    if (next == 0) next = assignment(text, at, out);
    if (next == 0) next = named_value(text, at, out);
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
