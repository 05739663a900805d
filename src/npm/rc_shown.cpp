// One line of an npmrc for people's eyes. It must not trust the line to be well formed: what brings people here are
// lines like
// "_authToken: x", two lines run into one, a token alone on a line, UTF-16. So it does not parse; it looks for the
// first place behind which a secret may begin and masks from there to the end of the line, references like ${NPM_TOKEN}
// left out. When in doubt it masks: a hidden comment costs little.
#include <algorithm>
#include <array>
#include <cctype>

#include "base/redact.h"
#include "base/text.h"
#include "npm/config.h"
#include "npm/rc_document.h"
#include "npm/url_mask.h"
#include "npm/utf8.h"

namespace e401::npm {
namespace {

constexpr std::string_view mask = "***";
constexpr std::size_t none = std::string_view::npos;
constexpr std::size_t random_min_chars = 20;  // from here on a run of letters and digits looks like a token
constexpr std::size_t typo_max_chars = 4;     // "_authTokens": more than this behind the word may be the secret itself
constexpr std::size_t variable_name_max = 64;

bool is_alnum(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
bool is_quote(char c) {
  return c == '"' || c == '\'';
}
bool in_name(char c) {
  return is_alnum(c) || c == '_' || c == '-';
}

template <class Test>
bool any(std::string_view text, Test test) {
  return std::any_of(text.begin(), text.end(), test);
}
template <class Test>
bool all(std::string_view text, Test test) {
  return std::all_of(text.begin(), text.end(), test);
}

bool looks_random(std::string_view word) {
  if (word.size() < random_min_chars) return false;
  const auto token_char = [](char c) { return in_name(c) || c == '+' || c == '=' || c == '/'; };
  if (!all(word, token_char) || word.front() == '/') return false;
  return any(word, is_digit) && any(word, [](char c) { return is_lower(c) || is_upper(c); });
}

bool is_variable_name(std::string_view name) {
  if (name.empty() || name.size() > variable_name_max || is_digit(name[0])) return false;
  if (!all(name, [](char c) { return in_name(c) || c == '.'; }) || base::mask_shapes(name) != name) return false;
  const bool upper_words = !any(name, is_lower) && name.find('_') != none;
  return upper_words || !looks_random(name);
}

// Length of ${NAME}, ${NAME?} or ${{ secrets.NAME }} at the start of text, 0 if there is none.
std::size_t reference_length(std::string_view text) {
  if (!text.starts_with("${")) return 0;
  const bool workflow = text.starts_with("${{");
  const std::size_t close = text.find(workflow ? "}}" : "}");
  if (close == none) return 0;
  std::string_view name = text.substr(workflow ? 3 : 2, close - (workflow ? 3 : 2));
  if (workflow) name = base::trim(name);
  if (name.ends_with('?')) name.remove_suffix(1);
  return is_variable_name(name) ? close + (workflow ? 2 : 1) : 0;
}

// $NAME and %NAME%: npm does not know them, but people who wrote them must see that they did.
bool is_shell_reference(std::string_view text) {
  if (text.size() < 3) return false;
  const bool percent = text.front() == '%' && text.back() == '%';
  if (!percent && text.front() != '$') return false;
  const std::string_view name = text.substr(1, text.size() - (percent ? 2 : 1));
  return all(name, [](char c) { return is_upper(c) || is_digit(c) || c == '_'; }) && name.find('_') != none &&
         is_variable_name(name);
}

std::string masked(std::string_view text) {
  const std::string_view core = base::trim(text);
  if (core.empty() || is_shell_reference(core)) return std::string(text);
  if (core.size() >= 2 && is_quote(core.front()) && core.back() == core.front())
    return core.front() + masked(core.substr(1, core.size() - 2)) + core.back();
  std::string out;
  bool in_mask = false;
  for (std::size_t i = 0; i < core.size();) {
    if (const std::size_t length = reference_length(core.substr(i))) {
      out.append(core.substr(i, length));
      i += length;
      in_mask = false;
      continue;
    }
    if (!in_mask) out += mask;
    in_mask = true;
    ++i;
  }
  return out;
}

// Behind a name that ends at `at`: where its value begins, or none. `by_blank`: a blank is enough between the two.
std::size_t value_behind(std::string_view line, std::size_t at, bool by_blank) {
  std::size_t i = at;
  const auto skip = [&](auto test) {
    while (i < line.size() && test(line[i])) ++i;
  };
  if (line.substr(i).starts_with("[]")) i += 2;
  skip(is_quote);
  const std::size_t before_blanks = i;
  skip(is_blank);
  const bool blank = i > before_blanks;
  const std::size_t before_sign = i;
  skip([](char c) { return c == '=' || c == ':'; });
  if (i == before_sign && !(blank && by_blank)) return none;
  skip(is_blank);
  return i;
}

std::size_t run_end(std::string_view line, std::size_t at) {
  while (at < line.size() && in_name(line[at])) ++at;
  return at;
}

std::size_t run_begin(std::string_view line, std::size_t at) {
  while (at > 0 && in_name(line[at - 1])) --at;
  return at;
}

// The first place behind `word` where a value begins, as `begins(at, end of the run)` finds it. Each run of name
// characters is looked at once, or a long line of words would take quadratic time.
template <class Begins>
std::size_t first_behind(std::string_view line, std::string_view lower, std::string_view word, Begins begins) {
  for (std::size_t at = lower.find(word); at != none;) {
    const std::size_t end = run_end(line, at);
    if (const std::size_t value = begins(at, end); value != none) return value;
    at = lower.find(word, std::max(end, at + 1));
  }
  return none;
}

// npm's own words, in any spelling: what follows is a secret even without "=".
std::size_t behind_npm_word(std::string_view line, std::string_view lower) {
  std::size_t first = none;
  for (std::string_view word : {"_auth", "authtoken", "_password"}) {
    const auto begins = [&](std::size_t at, std::size_t run) {
      std::size_t end = at + word.size();
      if (lower.substr(end).starts_with("or")) return none;  // "_author"
      if (word == "_auth" && lower.substr(end).starts_with("token")) end += 5;
      const std::string_view tail = line.substr(end, run - end);
      const bool goes_on = !tail.empty() && run < line.size() && std::string_view(" \t\"'=:[]").find(line[run]) == none;
      const bool tail_may_be_secret = tail.size() > typo_max_chars || any(tail, is_digit) || goes_on;
      return tail_may_be_secret ? end : value_behind(line, run, true);
    };
    first = std::min(first, first_behind(line, lower, word, begins));
  }
  return first;
}

// Words that name a secret in general, with "=" or ":" behind them.
std::size_t behind_secret_word(std::string_view line, std::string_view lower) {
  std::size_t first = none;
  for (std::string_view word : {"token", "passw", "secret", "apikey", "api_key", "api-key"}) {
    const auto begins = [&](std::size_t at, std::size_t end) {
      const std::size_t begin = run_begin(line, at);
      if (lower.substr(begin, end - begin) == "tokenhelper" || lower.substr(0, begin).ends_with("//")) return none;
      return value_behind(line, end, false);
    };
    first = std::min(first, first_behind(line, lower, word, begins));
  }
  for (std::string_view word : {"auth", "key", "otp", "pass", "pwd", "jwt", "pat"}) {
    const auto begins = [&](std::size_t at, std::size_t end) {
      const bool is_alone =
          end == at + word.size() && (at == 0 || !in_name(line[at - 1])) && !lower.substr(0, at).ends_with("//");
      return is_alone ? value_behind(line, end, false) : none;
    };
    first = std::min(first, first_behind(line, lower, word, begins));
  }
  for (std::string_view word : {"bearer ", "basic "})
    if (const std::size_t at = lower.find(word); at != none && run_begin(line, at) == at)
      first = std::min(first, at + word.size());
  if (const std::size_t at = lower.find("private key"); at != none) first = std::min(first, at + 11);
  return first;
}

// "//host/:field", "//host:field", "@scope:field" with a field that is not known to be harmless.
std::size_t behind_unknown_field(std::string_view line) {
  const bool at_scope = line.starts_with('@');
  std::size_t slashes = line.find("//");  // the last "//" before the colon
  for (std::size_t colon = line.find(':'); colon != none; colon = line.find(':', colon + 1)) {
    for (std::size_t next = slashes; next != none && next < colon; next = line.find("//", next + 1)) slashes = next;
    const std::size_t end = run_end(line, colon + 1);
    const std::string_view name = line.substr(colon + 1, end - colon - 1);
    const bool behind_slash = colon > 0 && line[colon - 1] == '/';
    const bool at_url = behind_slash || (slashes != none && slashes + 2 < colon);
    if (name.empty() || !(at_url || at_scope) || is_open_field(name) || all(name, is_digit)) continue;
    if (const std::size_t value = value_behind(line, end, behind_slash); value != none) return value;
  }
  return none;
}

// "_anything = x": keys with an underscore are credentials in npm's eyes.
std::size_t behind_underscore_key(std::string_view line) {
  const std::size_t at = line.find_first_not_of(" \t\"';#");
  if (at == none || line[at] != '_') return none;
  return value_behind(line, run_end(line, at), true);
}

// A line without "=" that is no option: a token alone, or the rest of a value that was broken into two lines.
bool is_stray(std::string_view line) {
  const std::string_view core = base::trim(line);
  if (core.empty() || core.size() < 8 ||
      !all(core, [](char c) { return in_name(c) || std::string_view("+/=.~").find(c) != none; }))
    return false;
  const std::size_t padding = core.size() - (core.find_last_not_of('=') + 1);
  if (padding == 0 && core.find('=') == none) return any(core, [](char c) { return is_upper(c) || is_digit(c); });
  return core.find('=') == core.size() - padding && (padding == 2 || core.size() >= random_min_chars) &&
         any(core, [](char c) { return is_upper(c) || is_digit(c); });
}

std::string without_random_words(std::string_view line) {
  std::string out;
  for (std::size_t i = 0; i < line.size();) {
    const std::size_t end = std::min(line.find_first_of(" \t=\"',;#", i), line.size());
    const std::string_view word = line.substr(i, end - i);
    out += looks_random(word) ? mask : word;
    if (end < line.size()) out += line[end];
    i = end + 1;
  }
  return out;
}

// Text without the NULs and the BOM of UTF-16, so that words can be found in it.
std::string plain(std::string_view line) {
  std::string text(line);
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) text.erase(0, 2);
  std::erase(text, '\0');
  return text;
}

}  // namespace

std::string shown_rc_line(std::string_view raw) {
  const std::string line = without_url_secrets(plain(raw));
  const std::string lower = base::ascii_lower(line);
  const std::size_t begin = std::min({behind_npm_word(line, lower), behind_secret_word(line, lower),
                                      behind_unknown_field(line), behind_underscore_key(line)});
  if (begin == none && is_stray(line)) return std::string(mask);
  const std::size_t cut = std::min(begin, line.size());
  const std::string open = without_random_words(std::string_view(line).substr(0, cut));
  return base::mask_shapes(open) + masked(std::string_view(line).substr(cut));
}

}  // namespace e401::npm
