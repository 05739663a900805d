#include "rules/credential_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/digest.h"
#include "base/text.h"

namespace e401::rules {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_name_start(char c) {
  return is_letter(c) || c == '_';
}
bool is_name(char c) {
  return is_name_start(c) || is_digit(c);
}
bool all_of(std::string_view text, bool (*fits)(char)) {
  return std::all_of(text.begin(), text.end(), fits);
}

std::string_view name_at(std::string_view text) {
  if (text.empty() || !is_name_start(text.front())) return {};
  std::size_t n = 0;
  while (n < text.size() && is_name(text[n])) ++n;
  return text.substr(0, n);
}

std::vector<std::string_view> names_in(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view name = name_at(text.substr(i));
    if (!name.empty()) out.push_back(name);
    i += std::max<std::size_t>(1, name.size());
  }
  return out;
}

bool is_capitals(std::string_view name) {
  return name.size() >= 3 && std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// The variable that an expression means: one that is set, else one in capitals, else the last name in it.
std::string meant_in(std::string_view expression, const IsSet& is_set) {
  const std::vector<std::string_view> names = names_in(expression);
  for (const std::string_view name : names)
    if (is_capitals(name) && is_set(name)) return std::string(name);
  for (const std::string_view name : names)
    if (is_set(name) && name.size() >= 3) return std::string(name);
  for (const std::string_view name : names)
    if (is_capitals(name)) return std::string(name);
  return names.empty() ? std::string() : std::string(names.back());
}

struct Brackets {
  std::string_view open, close;
  std::string_view form;
};
constexpr std::array templates{
    Brackets{"${{", "}}", "${{ secrets.NAME }}"},
    Brackets{"<%=", "%>", "<%= NAME %>"},
    Brackets{"{{", "}}", "{{NAME}}"},
    Brackets{"$(", ")", "$(NAME)"},
    Brackets{"$[", "]", "$[NAME]"},
    Brackets{"$ENV{", "}", "$ENV{NAME}"},
    Brackets{"%(", ")", "%(NAME)"},
    Brackets{"#{", "}", "#{NAME}"},
    Brackets{"__", "__", "__NAME__"},
};

constexpr std::array<std::string_view, 8> dotted{"process.env.", "secrets.",         "env.",        "vars.",
                                                 "variables.",   "import.meta.env.", "os.environ.", "context.secrets."};

// ${...} that npm leaves alone although it looks like its own form.
std::optional<UnreadReference> odd_braces(std::string_view text, const IsSet& is_set, bool has_optional_form) {
  if (!text.starts_with("${") || !text.ends_with('}')) return std::nullopt;
  const std::string_view inside = text.substr(2, text.size() - 3);
  const std::string_view trimmed = base::trim(inside);
  const std::string_view name = name_at(trimmed);
  if (name.empty() || inside.find_first_of("{}$") != std::string_view::npos) return std::nullopt;
  if (name.size() == inside.size()) return std::nullopt;  // ${NAME}: npm's own
  if (name.size() == trimmed.size()) return UnreadReference{std::string(name), "${ NAME } with spaces"};
  const std::string_view rest = trimmed.substr(name.size());
  if (rest == "?")
    return has_optional_form
               ? std::nullopt
               : std::optional(UnreadReference{std::string(name), "${NAME?}, which npm knows since version 11"});
  if (rest.front() == '-' || rest.starts_with(":-"))
    return UnreadReference{std::string(name), rest.front() == '-' ? "${NAME-x}" : "${NAME:-x}"};
  if (rest.front() == '.' ||
      rest.starts_with(":")) {  // ${env.NAME}, ${env:NAME}, ${secrets.NAME}, ${NAME:x}, ${NAME:?x}
    const bool is_prefix = base::ascii_iequals(name, "env") || base::ascii_iequals(name, "secrets") ||
                           base::ascii_iequals(name, "process") || base::ascii_iequals(name, "vars");
    return UnreadReference{is_prefix ? meant_in(trimmed, is_set) : std::string(name),
                           is_prefix ? "${env.NAME}" : "${NAME:x}"};
  }
  constexpr std::string_view shell = "+=#%/^,@|!";
  if (shell.find(rest.front()) != std::string_view::npos)
    return UnreadReference{std::string(name), "${NAME" + std::string(1, rest.front()) + "x}"};
  return std::nullopt;
}

std::optional<UnreadReference> shell_form(std::string_view text, const IsSet& is_set) {
  if (text.starts_with("\\$")) {  // \${NAME}, \$NAME, \\${NAME} is npm's escape as well
    const std::string_view rest = text.substr(1);
    const std::string name = meant_in(rest, is_set);
    if (!name.empty()) return UnreadReference{name, "\\${NAME}: a backslash switches the replacement off"};
  }
  if (base::ascii_lower(text.substr(0, 5)) == "$env:" && name_at(text.substr(5)).size() == text.size() - 5)
    return UnreadReference{std::string(text.substr(5)), "$env:NAME"};
  if (text.starts_with('$') && name_at(text.substr(1)).size() == text.size() - 1 && text.size() > 1)
    return UnreadReference{std::string(text.substr(1)), "$NAME"};
  if (text.starts_with("$${") && text.ends_with('}') && name_at(text.substr(3)).size() == text.size() - 4)
    return UnreadReference{std::string(text.substr(3, text.size() - 4)), "$${NAME}: the first $ stays"};
  // A brace is missing: ${NAME, $NAME}, $(NAME, {NAME}
  if ((text.starts_with("${") || text.starts_with("$(")) && name_at(text.substr(2)).size() == text.size() - 2 &&
      text.size() > 2)
    return UnreadReference{std::string(text.substr(2)), "${NAME without its brace"};
  if (text.starts_with('$') && text.ends_with('}') && text.size() > 2 &&
      name_at(text.substr(1)).size() == text.size() - 2)
    return UnreadReference{std::string(text.substr(1, text.size() - 2)), "$NAME} without its brace"};
  if (text.starts_with("$ {") && text.ends_with('}') && name_at(text.substr(3)).size() == text.size() - 4)
    return UnreadReference{std::string(text.substr(3, text.size() - 4)), "$ {NAME} with a space"};
  return std::nullopt;
}

// %NAME%, !NAME!, @NAME@, {NAME}: one character on each side.
std::optional<UnreadReference> framed(std::string_view text) {
  constexpr std::array<std::pair<char, char>, 4> frames{{{'%', '%'}, {'!', '!'}, {'@', '@'}, {'{', '}'}}};
  for (const auto& [open, close] : frames)
    if (text.size() >= 4 && text.front() == open && text.back() == close &&
        name_at(text.substr(1)).size() == text.size() - 2)
      return UnreadReference{std::string(text.substr(1, text.size() - 2)), std::string(1, open) + "NAME" + close};
  return std::nullopt;
}

std::string_view unbracketed(std::string_view text) {
  constexpr std::array<std::pair<char, char>, 4> pairs{{{'<', '>'}, {'[', ']'}, {'{', '}'}, {'(', ')'}}};
  for (bool again = true; again;) {
    again = false;
    for (const auto& [open, close] : pairs)
      if (text.size() > 2 && text.front() == open && text.back() == close) {
        text = base::trim(text.substr(1, text.size() - 2));
        again = true;
      }
  }
  return text;
}

bool is_one_of(std::string_view lower, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), lower) != words.end();
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool hump = i > 0 && c >= 'A' && c <= 'Z' && text[i - 1] >= 'a' && text[i - 1] <= 'z';  // yourToken
    if (hump) out.emplace_back();
    if (is_letter(c) || is_digit(c))
      out.back() += c;
    else if (!out.back().empty())
      out.emplace_back();
  }
  if (out.back().empty()) out.pop_back();
  for (std::string& w : out) w = base::ascii_lower(w);
  return out;
}

// The same character over and over, with dashes between: xxxxx-xxxxx, ****, ..., 00000000-0000-...
bool is_one_character(std::string_view text) {
  char seen = 0;
  std::size_t count = 0;
  for (const char raw : text) {
    if (raw == '-' || raw == '_' || raw == ' ') continue;
    const char c = raw >= 'A' && raw <= 'Z' ? static_cast<char>(raw - 'A' + 'a') : raw;
    if (seen != 0 && c != seen) return false;
    seen = c;
    ++count;
  }
  return count >= 3 || (count == 0 && text.size() >= 3);
}

constexpr std::array<std::string_view, 14> issuers{"npm_",        "ghp_",    "gho_",   "ghs_",   "ghu_",
                                                   "github_pat_", "glpat-",  "gldt-",  "glcbt-", "npmtoken.",
                                                   "akcp",        "bearer ", "basic ", "token "};

// Every word of a sentence such as "YOUR_NPM_TOKEN_HERE"; one of the telling ones must be among them.
bool is_wordy(std::string_view text) {
  constexpr std::string_view telling[]{
      "your",   "yours",    "my",        "here",      "insert",  "replace", "placeholder", "changeme", "change",
      "dummy",  "fake",     "example",   "sample",    "todo",    "fixme",   "tbd",         "redacted", "masked",
      "hidden", "filtered", "secure",    "protected", "some",    "paste",   "goes",        "enter",    "provide",
      "foobar", "asdf",     "undefined", "null",      "invalid", "notset",  "unset",       "test"};
  constexpr std::string_view filler[]{"token",    "tokens",   "auth",    "authtoken", "key",    "apikey",  "api",
                                      "secret",   "password", "pat",     "npm",       "github", "gitlab",  "access",
                                      "registry", "with",     "the",     "a",         "this",   "me",      "it",
                                      "value",    "real",     "value",   "for",       "of",     "publish", "personal",
                                      "username", "user",     "private", "read",      "write",  "azure"};
  const std::vector<std::string> words = words_of(text);
  if (words.empty() || words.size() > 8) return false;
  bool tells = false;
  for (const std::string& w : words) {
    const bool telling_word = std::ranges::find(telling, w) != std::end(telling) || w == "yourtoken" || w == "mytoken";
    const bool filler_word = std::ranges::find(filler, w) != std::end(filler);
    const bool short_word = w.size() <= 3;  // "gh", "org", "123"
    if (!telling_word && !filler_word && !short_word && !is_one_character(w)) return false;
    tells = tells || telling_word || (w.size() >= 3 && is_one_character(w));
  }
  return tells;
}

// NPM_TOKEN, GITHUB_AUTH_TOKEN: the name of a variable in place of its value.
bool is_variable_name(std::string_view text) {
  if (!all_of(text, is_name) || !is_capitals(text) || text.find('_') == std::string_view::npos ||
      is_digit(text.front()))
    return false;
  for (const std::string_view word : {"TOKEN", "AUTH", "PASSWORD", "SECRET", "KEY", "PAT"})
    if (text.ends_with(word)) return true;
  return false;
}

constexpr std::array<std::string_view, 6> curly{"\u201c", "\u201d", "\u2018", "\u2019", "\u00ab", "\u00bb"};

// Length of the quote that a text begins (or ends) with; 0: none.
std::size_t quote_at_start(std::string_view text) {
  if (!text.empty() && (text.front() == '"' || text.front() == '\'' || text.front() == '`')) return 1;
  for (const std::string_view q : curly)
    if (text.starts_with(q)) return q.size();
  if (text.starts_with("\\\"") || text.starts_with("\\'")) return 2;
  if (base::ascii_lower(text.substr(0, 6)) == "&quot;") return 6;
  return 0;
}

std::size_t quote_at_end(std::string_view text) {
  if (text.ends_with("\\\"") || text.ends_with("\\'")) return 2;
  if (!text.empty() && (text.back() == '"' || text.back() == '\'' || text.back() == '`')) return 1;
  for (const std::string_view q : curly)
    if (text.ends_with(q)) return q.size();
  if (text.size() >= 6 && base::ascii_lower(text.substr(text.size() - 6)) == "&quot;") return 6;
  return 0;
}

}  // namespace

std::optional<UnreadReference> unread_reference(std::string_view raw, const IsSet& is_set, bool has_optional_form) {
  const std::string_view text = base::trim(raw);
  if (text.size() < 2) return std::nullopt;
  if (auto found = odd_braces(text, is_set, has_optional_form)) return found;
  if (text.starts_with("${") && !text.starts_with("${{") && text.ends_with('}'))
    return std::nullopt;  // npm's own form, or several
  for (const Brackets& t : templates) {
    if (!text.starts_with(t.open) || !text.ends_with(t.close) || text.size() < t.open.size() + t.close.size() + 1)
      continue;
    const std::string name = meant_in(text.substr(t.open.size(), text.size() - t.open.size() - t.close.size()), is_set);
    if (!name.empty()) return UnreadReference{name, std::string(t.form)};
  }
  if (auto found = shell_form(text, is_set)) return found;
  if (auto found = framed(text)) return found;
  for (const std::string_view prefix : dotted)
    if (text.starts_with(prefix) && name_at(text.substr(prefix.size())).size() == text.size() - prefix.size())
      return UnreadReference{std::string(text.substr(prefix.size())), std::string(prefix) + "NAME"};
  if (text.size() >= 3 && name_at(text).size() == text.size() && is_capitals(text) && is_set(text))
    return UnreadReference{std::string(text), "the bare name"};
  return std::nullopt;
}

bool is_placeholder(std::string_view whole) {
  const std::string_view text = base::trim(whole);
  const std::string lower = base::ascii_lower(text);
  if (is_one_of(lower, {"undefined",   "null",       "nil",       "none",
                        "nan",         "true",       "false",     "token",
                        "secret",      "password",   "authtoken", "auth_token",
                        "npmtoken",    "_authtoken", "changeme",  "changeit",
                        "placeholder", "dummy",      "fake",      "example",
                        "todo",        "tbd",        "fixme",     "xxx",
                        "foo",         "bar",        "foobar",    "abc",
                        "abc123",      "123456",     "test",      "[object object]",
                        "...",         "\u2026",     "n/a",       "-"}))
    return true;
  if (text.empty()) return false;
  std::string_view inner = unbracketed(text);
  if (inner.size() < text.size() && (is_placeholder(inner) || is_wordy(inner))) return true;
  if (is_one_character(inner) || is_variable_name(inner)) return true;
  // The form of a masked list: npm_aBcD...7890, npm_***, ghp_****
  const std::string inner_lower = base::ascii_lower(inner);
  for (const std::string_view issuer : issuers) {
    if (!inner_lower.starts_with(issuer)) continue;
    const std::string_view body = inner.substr(issuer.size());
    if (body.size() >= 3 && is_one_character(body)) return true;
    if (body.find("...") != std::string_view::npos || body.find("\u2026") != std::string_view::npos ||
        body.find("***") != std::string_view::npos)
      return true;
    return is_placeholder(body);
  }
  if (inner.find("***") != std::string_view::npos || inner.find("\u2022\u2022\u2022") != std::string_view::npos)
    return true;
  return is_wordy(inner);
}

std::optional<std::string> without_quotes(std::string_view whole) {
  std::string_view text = base::trim(whole);
  const std::size_t before = text.size();
  for (int round = 0; round < 3; ++round) {  // '"x"', "\"x\""
    const std::size_t open = quote_at_start(text);
    if (open >= text.size()) break;
    const std::size_t close = quote_at_end(text.substr(open));
    if (open + close == 0) break;
    text = base::trim(text.substr(open, text.size() - open - close));
  }
  constexpr std::array<std::pair<char, char>, 4> pairs{{{'<', '>'}, {'[', ']'}, {'{', '}'}, {'(', ')'}}};
  for (const auto& [open, close] : pairs)
    if (text.size() > 2 && text.front() == open && text.back() == close) text = text.substr(1, text.size() - 2);
  if (text.size() == before || text.empty()) return std::nullopt;
  return std::string(text);
}

std::optional<HeaderWord> header_word(std::string_view whole) {
  std::string_view text = base::trim(whole);
  if (base::ascii_lower(text.substr(0, 14)) == "authorization:") text = base::trim(text.substr(14));
  for (const std::string_view word : {"Bearer", "Basic", "token"}) {
    if (text.size() <= word.size() + 1 || !base::ascii_iequals(text.substr(0, word.size()), word)) continue;
    const char next = text[word.size()];
    if (next != ' ' && next != '\t' && next != ':' && next != '=') continue;
    std::string_view rest = base::trim(text.substr(word.size() + 1));
    while (!rest.empty() && (rest.front() == ':' || rest.front() == '=')) rest = base::trim(rest.substr(1));
    if (rest.empty() || rest.find(' ') != std::string_view::npos) continue;
    return HeaderWord{std::string(text.substr(0, word.size())), std::string(rest)};
  }
  if (text.size() < base::trim(whole).size() && !text.empty()) return HeaderWord{"Authorization", std::string(text)};
  return std::nullopt;
}

bool is_typed_text(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  if (text.empty()) return false;
  // printable() writes whatever is no ordinary text in another way.
  return base::printable(text) == text && text.find('\t') == std::string_view::npos;
}

std::optional<std::string> base64_text(std::string_view whole) {
  std::string text(base::trim(whole));
  while (text.ends_with('=')) text.pop_back();
  if (text.empty() || text.size() % 4 == 1) return std::nullopt;
  for (char& c : text) {
    if (c == '-') c = '+';
    if (c == '_') c = '/';
    if (!is_letter(c) && !is_digit(c) && c != '+' && c != '/') return std::nullopt;
  }
  const std::string decoded = base::base64_decode_lenient(text);
  std::string again = base::base64_encode(decoded);
  while (again.ends_with('=')) again.pop_back();
  if (again != text || !is_typed_text(decoded)) return std::nullopt;
  return decoded;
}

bool is_base64_of_text(std::string_view text) {
  return base64_text(text).has_value();
}

}  // namespace e401::rules
