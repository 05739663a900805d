#include "lint/scan_text.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cctype>

#include "base/text.h"
#include "npm/url.h"
#include "providers/token_shapes.h"
#include "rules/credential_text.h"
#include "rules/meant.h"

namespace e401::lint {
namespace {

using base::Secret;

bool is_alnum(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}
bool is_word(char c) {
  return is_alnum(c) || c == '_';
}

// Prefixes that no word of a language begins with. Forms without one (UUID, hexadecimal, JWT) say nothing outside of an
// npmrc.
constexpr std::array<std::string_view, 15> prefixes{"npm_",      "ghp_",        "gho_",     "ghu_",  "ghs_",
                                                    "ghr_",      "github_pat_", "glpat-",   "gldt-", "glcbt-",
                                                    "NpmToken.", "AKCp",        "cmVmdGtu", "cnpm_", "vsr_pat_"};
constexpr std::size_t different_characters_min = 10;  // of a token's body: fewer were typed by a person
constexpr std::size_t literal_min_chars = 16;         // behind :_authToken= outside of an npmrc

bool looks_random(std::string_view text) {
  std::bitset<256> seen;
  for (const char c : text) seen.set(static_cast<unsigned char>(c));
  return seen.count() >= different_characters_min;
}

// A whole token of a known issuer, and no dummy.
std::string name_of_token(std::string_view token) {
  for (const providers::TokenShape& shape : providers::shapes_of(Secret(std::string(token)))) {
    if (!shape.complete || shape.checksum == providers::Checksum::wrong || shape.mark == providers::Mark::uncertain)
      continue;
    if (shape.id == "npm-listing" || shape.id == "jwt" || shape.id == "uuid") continue;
    return std::string(shape.name);
  }
  return {};
}

class TextScan {
 public:
  TextScan(std::string_view text, TextKind kind) : text_(text), kind_(kind) {}

  std::vector<Hit> run() {
    for (std::size_t at = 0; at < text_.size(); ++at) {
      const char c = text_[at];
      if (c == 'n' || c == 'g' || c == 'N' || c == 'A' || c == 'c' || c == 'v')
        at = token_at(at);
      else if (c == '_' && kind_ == TextKind::settings)
        at = setting_at(at);
      else if (c == ':' && kind_ == TextKind::json)
        at = address_at(at);
    }
    return std::move(hits_);
  }

 private:
  // All of these return the last byte that was looked at for good.
  std::size_t token_at(std::size_t at) {
    if (at > 0 && is_word(text_[at - 1])) return at;
    const std::string_view rest = text_.substr(at);
    const auto prefix =
        std::find_if(prefixes.begin(), prefixes.end(), [&](std::string_view p) { return rest.starts_with(p); });
    if (prefix == prefixes.end()) return at;
    const auto run = [&](std::string_view also) {
      std::size_t n = prefix->size();
      while (n < rest.size() && (is_word(rest[n]) || also.find(rest[n]) != std::string_view::npos)) ++n;
      return rest.substr(0, n);
    };
    // What stands behind a token may look like a part of it ("TOKEN.git", "TOKEN-x"): the longest that is one.
    for (const std::string_view also : {"-.", "-", ""}) {
      const std::string_view token = run(also);
      const std::string_view body = token.substr(prefix->size());
      if (body.size() < literal_min_chars || !looks_random(body) || rules::is_placeholder(token)) continue;
      if (const std::string name = name_of_token(token); !name.empty()) {
        add(at, token, name);
        return at + token.size() - 1;
      }
    }
    return at;
  }

  // "_authToken=x", "_authToken x", "_authToken": "x"
  std::size_t setting_at(std::size_t at) {
    static constexpr std::array<std::string_view, 3> fields{"_authToken", "_password", "_auth"};
    const std::string_view rest = text_.substr(at);
    const auto field =
        std::find_if(fields.begin(), fields.end(), [&](std::string_view f) { return rest.starts_with(f); });
    if (field == fields.end()) return at;
    std::size_t begin = at + field->size();
    if (begin >= text_.size() || is_word(text_[begin])) return at;  // "_authTokens"
    const std::size_t sign = text_.find_first_not_of("\"' \t", begin);
    if (sign == std::string_view::npos) return at;
    if (text_[sign] == '=' || text_[sign] == ':') begin = sign + 1;
    begin = std::min(text_.find_first_not_of("\"' \t", begin), text_.size());
    const std::size_t end = std::min(text_.find_first_of(" \t\r\n\"'`\\&;|<>(),", begin), text_.size());
    const std::string_view value = text_.substr(begin, end - begin);
    const bool has_digit = std::any_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
    const bool is_reference = value.find_first_of("${}%") != std::string_view::npos;
    if (value.size() < literal_min_chars || !has_digit || is_reference || !looks_random(value) ||
        rules::is_placeholder(value))
      return at;
    const std::string name = name_of_token(value);
    add(begin, value, !name.empty() ? name : *field == "_authToken" ? "token" : "password");
    return end - 1;
  }

  // "://user:password@host"
  std::size_t address_at(std::size_t at) {
    if (text_.compare(at, 3, "://") != 0) return at;
    const std::size_t begin = at + 3;
    const std::size_t end = std::min(text_.find_first_of("/?#\" \t\r\n\\", begin), text_.size());
    const std::string_view authority = text_.substr(begin, end - begin);
    const std::size_t sign = authority.rfind('@'), colon = authority.find(':');
    if (sign == std::string_view::npos || colon >= sign || colon + 1 == sign) return at;
    const std::string_view password = authority.substr(colon + 1, sign - colon - 1);
    if (password.find('$') != std::string_view::npos || rules::is_placeholder(password)) return at;
    const std::string name = name_of_token(password);
    add(begin + colon + 1, password, name.empty() ? "password in an address" : name);
    return begin + sign;
  }

  void add(std::size_t at, std::string_view value, std::string what) {
    hits_.push_back({{at, at + value.size()}, Secret(std::string(value)), std::move(what), {}});
  }

  std::string_view text_;
  TextKind kind_;
  std::vector<Hit> hits_;
};

bool never_set(std::string_view) {
  return false;
}

// Is the text of a setting a credential, and not a reference, a dummy or nothing?
bool is_literal(std::string_view text) {
  const std::string_view core = base::trim(text);
  if (core.empty() || core.find("${") != std::string_view::npos || rules::is_placeholder(core)) return false;
  return !rules::unread_reference(core, never_set, true);
}

// "//h/:_authToken" -> "_authToken"; "" where the key holds no secret.
std::string field_of(const npm::RcLine& line) {
  if (const auto key = rules::parse_meant_key(line.key)) return key->meant_field;
  const std::string_view last = std::string_view(line.key).substr(line.key.rfind(':') + 1);
  if (last == "key") return "key";
  if (!last.starts_with('_')) return {};
  return rules::meant_field(last);
}

std::string what_of(const std::string& field, const std::string& value) {
  if (field == "key") return value.find("PRIVATE KEY") == std::string::npos ? std::string() : "private key";
  if (field == "_auth") {
    const auto inside = rules::base64_text(value);
    const std::size_t colon = inside ? inside->find(':') : std::string::npos;
    if (colon != std::string::npos && !is_literal(std::string_view(*inside).substr(colon + 1))) return {};
    return "user name and password";
  }
  if (field == "_password") {
    const auto inside = rules::base64_text(value);
    return inside && !is_literal(*inside) ? std::string() : "password";
  }
  if (field != "_authToken") return {};
  if (const auto shape = providers::shape_of(Secret(value))) return std::string(shape->name);
  return "token";
}

void add_line(const npm::RcDocument& document, const npm::RcLine& line, std::vector<Hit>& out) {
  const std::string* value = line.value.string();
  if (!line.has_equals || !value || !is_literal(*value)) return;
  base::Span span = line.value_span;
  if (const std::string what = what_of(field_of(line), *value); !what.empty()) {
    if (!line.comment_span.empty() && line.comment_span.begin > span.begin)
      span.end = std::min(span.end, line.comment_span.begin);
    out.push_back({span, Secret(*value), what, std::string(document.source().slice(line.key_span))});
    return;
  }
  const auto url = npm::parse_url(*value);
  if (!url || url->password.empty() || !is_literal(url->password)) return;
  const std::string_view written = document.source().slice(span);
  const std::size_t at = written.find(url->password);
  if (at != std::string_view::npos) span = {span.begin + at, span.begin + at + url->password.size()};
  out.push_back(
      {span, Secret(url->password), "password in an address", std::string(document.source().slice(line.key_span))});
}

bool has_ending(std::string_view name, std::initializer_list<std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view e) { return name.ends_with(e); });
}

}  // namespace

std::vector<Hit> secrets_in_text(std::string_view text, TextKind kind) {
  return TextScan(text, kind).run();
}

std::vector<Hit> secrets_in_rc(const npm::RcDocument& document) {
  std::vector<Hit> out;
  for (const npm::RcLine& line : document.lines())
    if (line.kind == npm::RcLine::Kind::entry) add_line(document, line, out);
  // Comments, and lines that npm does not understand.
  const auto overlaps = [&](const Hit& hit) {
    return std::any_of(out.begin(), out.end(),
                       [&](const Hit& o) { return hit.span.begin < o.span.end && o.span.begin < hit.span.end; });
  };
  for (Hit& hit : secrets_in_text(document.source().text(), TextKind::settings))
    if (!overlaps(hit)) out.push_back(std::move(hit));
  std::sort(out.begin(), out.end(), [](const Hit& a, const Hit& b) { return a.span.begin < b.span.begin; });
  return out;
}

// ".npmrc", "npmrc", "ci.npmrc", ".npmrc.example", "npmrc-ci"; not "npmrc-reader.cpp" or "npmrc.md".
FileKind kind_of_file(std::string_view path) {
  const std::string lower = base::ascii_lower(path.substr(path.rfind('/') + 1));
  std::string_view name = lower;
  if (name.ends_with("npmrc")) return FileKind::npmrc;
  if (!name.empty() && (name.front() == '.' || name.front() == '_')) name.remove_prefix(1);
  if (!name.starts_with("npmrc") || std::string_view(".-_~").find(name[5]) == std::string_view::npos)
    return FileKind::text;
  const std::size_t dot = name.rfind('.');
  static constexpr std::array<std::string_view, 20> others{"md",  "txt", "html", "json", "yml",  "yaml", "js",
                                                           "mjs", "cjs", "ts",   "py",   "rb",   "go",   "rs",
                                                           "c",   "h",   "cc",   "cpp",  "java", "sh"};
  const bool is_other =
      dot != std::string_view::npos && std::find(others.begin(), others.end(), name.substr(dot + 1)) != others.end();
  return is_other ? FileKind::text : FileKind::npmrc;
}

TextKind text_kind_of(std::string_view path) {
  const std::string name = base::ascii_lower(path.substr(path.rfind('/') + 1));
  if (name == "package.json" || name == "package-lock.json" || name == "npm-shrinkwrap.json") return TextKind::json;
  const bool is_settings = has_ending(name, {".yml", ".yaml", ".sh", ".bash", ".zsh", ".fish", ".ps1", ".bat", ".cmd",
                                             ".toml", ".ini", ".mk", ".dockerfile", ".tf", ".groovy", ".gitlab-ci"}) ||
                           name.find("dockerfile") != std::string::npos ||
                           name.find("containerfile") != std::string::npos || name.find(".env") != std::string::npos ||
                           name.starts_with(".yarnrc") || name == "makefile" || name == "jenkinsfile" ||
                           name.ends_with("rc");
  return is_settings ? TextKind::settings : TextKind::any;
}

}  // namespace e401::lint
