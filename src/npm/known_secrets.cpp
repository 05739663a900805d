// Over-learning costs a few *** in a message, under-learning a leaked token: when in doubt a value is learnt. What is
// never learnt is text that every message needs: references to variables, addresses without a secret, the words that
// stand for "nothing", and prose (a comment may speak of tokens).
#include "npm/known_secrets.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_map>
#include <unordered_set>

#include "base/digest.h"
#include "base/text.h"
#include "npm/credential_lookup.h"
#include "npm/uri.h"
#include "npm/url.h"

namespace e401::npm {
namespace {

using base::Secret;

constexpr std::array<std::string_view, 16> harmless{
    "undefined", "null",   "true",        "false",           "changeme", "token",  "password", "username",
    "secret",    "bearer", "placeholder", "YOUR_TOKEN_HERE", "none",     "Bearer", "basic",    "Basic"};
constexpr std::size_t worth_hiding_chars = 6;
constexpr std::size_t token_min_chars = 16;      // from here on a word without blanks is no prose
constexpr std::size_t user_name_max_chars = 20;  // a longer one in an address is a token

bool is_name(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) || c == '_'; });
}

// "$NAME", "%NAME%", and "${NAME" that nobody closed
bool is_shell_reference(std::string_view text) {
  if (text.starts_with('$')) return is_name(text.substr(text.starts_with("${") ? 2 : 1));
  return text.size() > 2 && text.starts_with('%') && text.ends_with('%') && is_name(text.substr(1, text.size() - 2));
}

// What a reference says beside its name: "" of ${NAME}, ${NAME?} and ${{ secrets.NAME }}, "abc" of ${NAME:-abc}.
std::string_view default_in(std::string_view reference) {
  if (reference.starts_with('{')) return {};
  const auto end_of_name =
      std::find_if_not(reference.begin(), reference.end(), [](unsigned char c) { return std::isalnum(c) || c == '_'; });
  std::string_view rest(end_of_name, reference.end());
  rest.remove_prefix(std::min(rest.find_first_not_of(":-?+="), rest.size()));
  return rest;
}

// What is left of a value when its references are taken out: "abc${X}def" -> "abc", "def".
std::vector<std::string_view> around_references(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t open = text.find("${"); open != std::string_view::npos; open = text.find("${")) {
    const bool is_workflow = text.substr(open).starts_with("${{");
    const std::string_view closing = is_workflow ? "}}" : "}";
    const std::size_t close = text.find(closing, open);
    if (close == std::string_view::npos) break;
    out.push_back(text.substr(0, open));
    out.push_back(default_in(text.substr(open + 2, close - open - 2)));
    text.remove_prefix(close + closing.size());
  }
  out.push_back(text);
  return out;
}

bool is_open_address(std::string_view text) {
  return (text.starts_with("http://") || text.starts_with("https://")) &&
         text.find_first_of("@?") == std::string_view::npos;
}

// A word that no sentence has: long, or of more than one kind of character.
bool looks_like_token(std::string_view word) {
  const auto any = [&](auto kind) {
    return std::any_of(word.begin(), word.end(), [&](unsigned char c) { return kind(c) != 0; });
  };
  if (word.find_first_of(" \t") != std::string_view::npos) return false;
  return word.size() >= token_min_chars ||
         (any([](int c) { return std::isdigit(c); }) && any([](int c) { return std::isalpha(c); }));
}

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
    if (const std::size_t colon = inside.find(':'); colon != std::string::npos)
      add(std::string_view(inside).substr(colon + 1));
  }
  void add_url(std::string_view text) {
    const auto url = parse_url(text);
    if (!url) return;
    if (!url->password.empty()) {
      const std::string password = decode_uri_component(url->password).value_or(url->password);
      add(url->password);
      add(password);
      add(base::base64_encode(decode_uri_component(url->username).value_or(url->username) + ":" + password));
    }
    if (url->username.size() >= user_name_max_chars) add(url->username);
    if (!url->query) return;
    for (std::string_view pair : base::split(*url->query, '&'))
      if (const std::size_t eq = pair.find('='); eq != std::string_view::npos && pair.size() - eq > 8)
        add(pair.substr(eq + 1));
  }

 private:
  static std::string_view unquoted(std::string_view t) {
    while (t.size() >= 2 && (t.front() == '"' || t.front() == '\'' || t.front() == '<' || t.front() == '['))
      t.remove_prefix(1);
    while (!t.empty() && (t.back() == '"' || t.back() == '\'' || t.back() == '>' || t.back() == ']'))
      t.remove_suffix(1);
    return t;
  }
  void put(std::string_view text) {
    for (std::string_view piece : around_references(text)) put_piece(base::trim(piece));
  }
  void put_piece(std::string_view text) {
    if (text.size() < worth_hiding_chars || is_shell_reference(text) || is_open_address(text)) return;
    if (std::find(harmless.begin(), harmless.end(), text) != harmless.end()) return;
    keep(std::string(text));
    keep(encode_uri_component(text));
  }
  void keep(std::string text) {
    Secret s{std::move(text)};
    const bool is_new_hash = hashes_.insert(std::hash<std::string>{}(s.reveal())).second;
    if (is_new_hash || std::find(out_.begin(), out_.end(), s) == out_.end()) out_.push_back(std::move(s));
  }
  std::vector<Secret>& out_;
  std::unordered_set<std::size_t> hashes_;
};

enum class Holds { nothing, token, base64 };

Holds holds(std::string_view key) {
  std::string field = base::ascii_lower(key.substr(key.rfind(':') == std::string_view::npos ? 0 : key.rfind(':') + 1));
  while (!field.empty() && (field.front() == '_' || field.front() == '-')) field.erase(0, 1);
  if (field == "auth" || field == "password") return Holds::base64;
  if (field.find("token") != std::string::npos || field == "otp") return Holds::token;
  return Holds::nothing;
}

// A variable whose name says that it is a secret, and not where one lies.
bool named_secret(std::string_view name) {
  const std::string lower = base::ascii_lower(name);
  for (std::string_view place : {"_file", "_path", "_dir", "_url"})
    if (lower.ends_with(place)) return false;
  for (std::string_view part : {"token", "password", "secret", "passwd"})
    if (lower.find(part) != std::string::npos) return true;
  return lower.ends_with("_auth") || lower.ends_with("_pat") || lower.ends_with("_key");
}

void learn_line(const std::string& key, std::string_view text, Collector& c) {
  switch (holds(key)) {
    case Holds::token:
      c.add(text);
      break;
    case Holds::base64:
      c.add_base64(text);
      break;
    case Holds::nothing:
      c.add_url(text);
      break;
  }
}

// The forms in which a secret may stand in the rest of a line that is not well formed.
std::vector<std::string> readings(std::string_view rest) {
  std::vector<std::string> out{std::string(rest), std::string(rest.substr(0, rest.find_first_of(" \t")))};
  // A literal \n glues the next setting on; a comment sign cuts the value.
  out.emplace_back(rest.substr(0, rest.find("\\n")));
  if (const std::size_t sign = rest.find_first_of("#;"); sign != std::string_view::npos) {
    out.emplace_back(rest.substr(0, sign));
    out.emplace_back(rest.substr(sign + 1));
  }
  out.push_back(base::replace_all(base::replace_all(std::string(rest), "\\#", "#"), "\\;", ";"));
  return out;
}

// Whatever stands behind the name of a credential field in a line, well-formed or not ("//h/:_authToken x", "_auth: x",
// merged lines). may_be_prose: without "=" or ":" between the two, only what looks like a token counts.
void learn_malformed(std::string_view line, Collector& c, bool may_be_prose) {
  for (std::string_view field : {"_authToken", "_authtoken", "authToken", "_password", "_auth", "_token"}) {
    for (std::size_t at = line.find(field); at != std::string_view::npos; at = line.find(field, at + 1)) {
      std::string_view rest = line.substr(at + field.size());
      const std::size_t begin = rest.find_first_not_of(" \t=:");
      if (begin == 0 || begin == std::string_view::npos) continue;
      const bool is_assigned = rest.substr(0, begin).find_first_of("=:") != std::string_view::npos;
      rest.remove_prefix(begin);
      for (const std::string& reading : readings(rest)) {
        if (may_be_prose && !is_assigned && !looks_like_token(reading)) continue;
        if (holds(field) == Holds::base64) c.add_base64(reading);
        c.add(reading);
      }
    }
  }
  if (const std::size_t at = line.find("http"); at != std::string_view::npos) c.add_url(base::trim(line.substr(at)));
}

// What is sent with a user name and _password is made of both ("Basic " and base64 of "name:password"), and a server
// may say it back.
void learn_pairs(const LayerData& layer, Collector& c) {
  struct Pair {
    std::string username, password;
  };
  std::unordered_map<std::string, Pair> pairs;  // by prefix
  for (const Entry& e : layer.entries) {
    const CredentialKey key = split_credential_key(e.key);
    if (!e.value.string() || (key.field != "username" && key.field != "_password")) continue;
    Pair& pair = pairs[std::string(key.prefix)];
    if (key.field == "username")
      pair.username = *e.value.string();
    else
      pair.password = base::base64_decode_lenient(*e.value.string());
    if (!pair.password.empty()) c.add(base::base64_encode(pair.username + ":" + pair.password));
  }
}

}  // namespace

void add_secrets_of(const RcDocument& document, std::vector<Secret>& out) {
  Collector c(out);
  for (std::size_t i = 1; i <= document.lines().size(); ++i) {
    const RcLine& line = document.line(i);
    if (line.kind == RcLine::Kind::entry && line.value.string()) learn_line(line.key, *line.value.string(), c);
    learn_malformed(document.source().line(i), c, line.kind == RcLine::Kind::comment);
    // A wrapped base64 value goes on in lines of its own.
    if (line.kind == RcLine::Kind::entry && !line.has_equals && line.key.size() >= 16 &&
        line.key.find(':') == std::string::npos)
      c.add(line.key);
  }
  if (document.encoding() != RcEncoding::utf8) {  // the text as its author meant it
    std::string narrow;
    for (const char ch : document.source().text())
      if (ch != '\0') narrow += ch;
    const base::Source lines("", narrow);
    for (std::size_t i = 1; i <= lines.line_count(); ++i) learn_malformed(lines.line(i), c, true);
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
  for (const LayerData& layer : config.layers) learn_pairs(layer, c);
  for (const auto& [name, value] : config.situation.env) {
    if (named_secret(name)) c.add(value);
    if (base::ascii_lower(name).ends_with("proxy")) c.add_url(value);
  }
  for (const std::string& word : config.situation.argv) learn_malformed(word, c, false);
  return out;
}

}  // namespace e401::npm
