// Over-learning costs a few *** in a message, under-learning a leaked token: when in doubt a value is learnt. What is never learnt is
// text that every message needs: references to variables, and the words that stand for "nothing".
#include "npm/known_secrets.h"

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/text.h"
#include "npm/url.h"

namespace e401::npm {
namespace {

using base::Secret;

constexpr std::array<std::string_view, 12> harmless{"undefined", "null", "true", "false", "changeme", "token", "password", "username", "secret", "placeholder", "YOUR_TOKEN_HERE", "none"};
constexpr std::size_t worth_hiding_chars = 6;

class Collector {
 public:
  explicit Collector(std::vector<Secret>& out) : out_(out) {}

  void add(std::string_view text) {
    const std::string_view trimmed = base::trim(text);
    put(text);
    put(trimmed);
    put(unquoted(trimmed));
    for (std::string_view word : {"Bearer ", "Basic ", "bearer ", "basic "})
      if (trimmed.starts_with(word)) put(base::trim(trimmed.substr(word.size())));
  }
  // _auth and _password hold base64; the text inside and the password in that are as secret.
  void add_base64(std::string_view text) {
    add(text);
    const std::string inside = base::base64_decode_lenient(unquoted(base::trim(text)));
    if (inside.size() < 4 || std::any_of(inside.begin(), inside.end(), [](unsigned char c) { return c < 9; })) return;
    add(inside);
    if (const std::size_t colon = inside.find(':'); colon != std::string::npos) add(std::string_view(inside).substr(colon + 1));
  }
  void add_url(std::string_view text) {
    const auto url = parse_url(text);
    if (!url) return;
    if (!url->password.empty()) add(url->password);
    if (!url->query) return;
    for (std::string_view pair : base::split(*url->query, '&'))
      if (const std::size_t eq = pair.find('='); eq != std::string_view::npos && pair.size() - eq > 8) add(pair.substr(eq + 1));
  }

 private:
  static std::string_view unquoted(std::string_view t) {
    while (t.size() >= 2 && (t.front() == '"' || t.front() == '\'' || t.front() == '<' || t.front() == '[')) t.remove_prefix(1);
    while (!t.empty() && (t.back() == '"' || t.back() == '\'' || t.back() == '>' || t.back() == ']')) t.remove_suffix(1);
    return t;
  }
  void put(std::string_view text) {
    if (text.size() < worth_hiding_chars || text.find("${") != std::string_view::npos || text.starts_with('$') || text.starts_with('%')) return;
    if (std::find(harmless.begin(), harmless.end(), text) != harmless.end()) return;
    Secret s{std::string(text)};
    if (std::find(out_.begin(), out_.end(), s) == out_.end()) out_.push_back(std::move(s));
  }
  std::vector<Secret>& out_;
};

enum class Holds { nothing, token, base64 };

Holds holds(std::string_view key) {
  std::string field = base::ascii_lower(key.substr(key.rfind(':') == std::string_view::npos ? 0 : key.rfind(':') + 1));
  while (!field.empty() && (field.front() == '_' || field.front() == '-')) field.erase(0, 1);
  if (field == "auth" || field == "password") return Holds::base64;
  if (field.find("token") != std::string::npos || field == "otp") return Holds::token;
  return Holds::nothing;
}

// A variable whose name says that it is a secret.
bool named_secret(std::string_view name) {
  const std::string upper = base::ascii_lower(name);
  return upper.find("token") != std::string::npos || upper.find("password") != std::string::npos || upper.find("secret") != std::string::npos ||
         upper.find("passwd") != std::string::npos || upper.ends_with("_auth") || upper.ends_with("_pat") || upper.ends_with("_key");
}

void learn_line(const std::string& key, std::string_view text, Collector& c) {
  switch (holds(key)) {
    case Holds::token: c.add(text); break;
    case Holds::base64: c.add_base64(text); break;
    case Holds::nothing: c.add_url(text); break;
  }
}

// Whatever stands behind the name of a credential field in a line, well-formed or not ("//h/:_authToken x", "_auth: x", merged lines).
void learn_malformed(std::string_view line, Collector& c) {
  for (std::string_view field : {"_authToken", "_authtoken", "authToken", "_password", "_auth", "_token"}) {
    for (std::size_t at = line.find(field); at != std::string_view::npos; at = line.find(field, at + 1)) {
      std::string_view rest = line.substr(at + field.size());
      const std::size_t begin = rest.find_first_not_of(" \t=:");
      if (begin == 0 || begin == std::string_view::npos) continue;
      rest.remove_prefix(begin);
      if (holds(field) == Holds::base64) c.add_base64(rest);
      c.add(rest);
      c.add(rest.substr(0, rest.find_first_of(" \t")));
      // A literal \n glues the next setting on; a comment sign cuts the value.
      c.add(rest.substr(0, rest.find("\\n")));
      if (const std::size_t sign = rest.find_first_of("#;"); sign != std::string_view::npos) {
        c.add(rest.substr(0, sign));
        c.add(rest.substr(sign + 1));
      }
      const std::string unescaped = base::replace_all(base::replace_all(std::string(rest), "\\#", "#"), "\\;", ";");
      c.add(unescaped);
    }
  }
  if (const std::size_t at = line.find("http"); at != std::string_view::npos) c.add_url(base::trim(line.substr(at)));
}

}  // namespace

void add_secrets_of(const RcDocument& document, std::vector<Secret>& out) {
  Collector c(out);
  for (std::size_t i = 1; i <= document.lines().size(); ++i) {
    const RcLine& line = document.line(i);
    if (line.kind == RcLine::Kind::entry && line.value.string()) learn_line(line.key, *line.value.string(), c);
    learn_malformed(document.source().line(i), c);
    // A wrapped base64 value goes on in lines of its own.
    if (line.kind == RcLine::Kind::entry && !line.has_equals && line.key.size() >= 16 && line.key.find(':') == std::string::npos) c.add(line.key);
  }
  if (document.encoding() != RcEncoding::utf8) {   // the text as its author meant it
    std::string narrow;
    for (const char ch : document.source().text())
      if (ch != '\0') narrow += ch;
    const base::Source lines("", narrow);
    for (std::size_t i = 1; i <= lines.line_count(); ++i) learn_malformed(lines.line(i), c);
  }
}

std::vector<Secret> known_secrets(const Config& config) {
  std::vector<Secret> out;
  Collector c(out);
  for (const LayerData& layer : config.layers) {
    for (const Entry& e : layer.entries) {
      if (e.value.string()) learn_line(e.key, *e.value.string(), c);
      if (e.raw.string()) learn_line(e.key, *e.raw.string(), c);
      if (holds(e.key) == Holds::nothing) continue;
      for (const VariableUse& use : e.variables)
        if (const auto value = config.situation.variable(use.name)) learn_line(e.key, *value, c);
    }
    if (layer.document) add_secrets_of(*layer.document, out);
  }
  for (const auto& [name, value] : config.situation.env) {
    if (named_secret(name)) c.add(value);
    if (base::ascii_lower(name).ends_with("proxy")) c.add_url(value);
  }
  for (const std::string& word : config.situation.argv) learn_malformed(word, c);
  return out;
}

}  // namespace e401::npm
