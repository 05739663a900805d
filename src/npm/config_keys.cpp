#include "npm/config_keys.h"

#include <algorithm>
#include <array>
#include <string>

#include "npm/js.h"

namespace e401::npm {
namespace {

using Kind = Alternative::Kind;

struct TypeWord {
  std::string_view word;
  Kind kind;
};
constexpr TypeWord type_words[] = {{"$Array", Kind::array},      {"$Boolean", Kind::boolean}, {"$Date", Kind::date},
                                   {"$Number", Kind::number},    {"$String", Kind::string},   {"$Umask", Kind::umask},
                                   {"$path", Kind::path},        {"$semver", Kind::semver},   {"$url", Kind::url},
                                   {"<address>", Kind::address}, {"null", Kind::null}};

Alternative alternative_of(std::string_view word) {
  for (const TypeWord& t : type_words)
    if (t.word == word) return {t.kind, {}};
  if (word == "''") return {Kind::literal, ""};
  if (word == "true" || word == "false") return {Kind::literal, word == "true"};
  if (word.starts_with('#')) return {Kind::literal, js_number(word.substr(1))};
  return {Kind::literal, word};
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t blank = text.find(' ');
    words.push_back(text.substr(0, blank));
    text = blank == std::string_view::npos ? std::string_view{} : text.substr(blank + 1);
  }
  return words;
}

struct Shorthand {
  std::string_view name;
  std::string_view expansion;
  int since = 6;
  int until = 99;
};
constexpr Shorthand shorthands[] = {{"enjoy-by", "--before", 7},
                                    {"d", "--loglevel info"},
                                    {"dd", "--loglevel verbose"},
                                    {"ddd", "--loglevel silly"},
                                    {"quiet", "--loglevel warn"},
                                    {"q", "--loglevel warn"},
                                    {"s", "--loglevel silent"},
                                    {"silent", "--loglevel silent"},
                                    {"verbose", "--loglevel verbose"},
                                    {"desc", "--description"},
                                    {"help", "--usage"},
                                    {"local", "--no-global"},
                                    {"n", "--no-yes"},
                                    {"no", "--no-yes", 7},
                                    {"porcelain", "--parseable"},
                                    {"readonly", "--read-only"},
                                    {"reg", "--registry"},
                                    {"iwr", "--include-workspace-root", 8},
                                    {"ws", "--workspaces", 7},
                                    {"before", "--enjoy-by", 6, 6},
                                    {"noreg", "--no-registry", 6, 6},
                                    {"N", "--no-registry", 6, 6},
                                    {"no-reg", "--no-registry", 6, 6},
                                    {"no-desc", "--no-description", 6, 6},
                                    {"v", "--version", 6, 6},
                                    {"y", "--yes", 6, 6},
                                    {"?", "--usage", 6, 6},
                                    {"h", "--usage", 6, 6},
                                    {"H", "--usage", 6, 6},
                                    {"f", "--force", 6, 6},
                                    {"l", "--long", 6, 6},
                                    {"m", "--message", 6, 6},
                                    {"p", "--parseable", 6, 6},
                                    {"g", "--global", 6, 6},
                                    {"S", "--save", 6, 6},
                                    {"D", "--save-dev", 6, 6},
                                    {"E", "--save-exact", 6, 6},
                                    {"O", "--save-optional", 6, 6},
                                    {"P", "--save-prod", 6, 6},
                                    {"B", "--save-bundle", 6, 6},
                                    {"C", "--prefix", 6, 6}};

bool in_major(int since, int until, int major) {
  return since <= major && major <= until;
}

struct Deprecation {
  std::string_view key;
  std::string_view text;
};
constexpr std::string_view use_files =
    "`key` and `cert` are no longer used for most registry operations.\nUse registry scoped `keyfile` and `certfile` "
    "instead.\n      Example:\n      //other-registry.tld/:keyfile=/path/to/key.pem\n      "
    "//other-registry.tld/:certfile=/path/to/cert.crt";
constexpr std::string_view sso_goes =
    "The --auth-type method of SSO/SAML/OAuth will be removed in a future\nversion of npm in favor of web-based login.";
constexpr Deprecation deprecations[] = {
    {"also", "Please use --include=dev instead."},
    {"auth-type",
     "This method of SSO/SAML/OAuth is deprecated and will be removed in\na future version of npm in favor "
     "of web-based login."},
    {"cache-max", "This option has been deprecated in favor of `--prefer-online`"},
    {"cache-min", "This option has been deprecated in favor of `--prefer-offline`."},
    {"cert", use_files},
    {"ci-name", "This config is deprecated and will not be changeable in future version of npm."},
    {"dev", "Please use --include=dev instead."},
    {"global-style", "This option has been deprecated in favor of `--install-strategy=shallow`"},
    {"init.author.email", "Use `--init-author-email` instead."},
    {"init.author.name", "Use `--init-author-name` instead."},
    {"init.author.url", "Use `--init-author-url` instead."},
    {"init.license", "Use `--init-license` instead."},
    {"init.module", "Use `--init-module` instead."},
    {"init.version", "Use `--init-version` instead."},
    {"key", use_files},
    {"legacy-bundling", "This option has been deprecated in favor of `--install-strategy=nested`"},
    {"only", "Use `--omit=dev` to omit dev dependencies from the install."},
    {"optional",
     "Use `--omit=optional` to exclude optional dependencies, or\n`--include=optional` to include them.\n\n"
     "      Default value does install optional deps unless otherwise omitted."},
    {"production", "Use `--omit=dev` instead."},
    {"shrinkwrap", "Use the --package-lock setting instead."},
    {"sso-poll-frequency", sso_goes},
    {"sso-type", sso_goes},
    {"tmp",
     "This setting is no longer used.  npm stores temporary files in a special\nlocation in the cache, and they "
     "are managed by\n    [`cacache`](http://npm.im/cacache)."}};

}  // namespace

bool OptionType::has(Kind kind) const {
  return std::any_of(alternatives.begin(), alternatives.end(), [&](const Alternative& a) { return a.kind == kind; });
}

bool OptionType::has_literal(const Value& value) const {
  return std::any_of(alternatives.begin(), alternatives.end(),
                     [&](const Alternative& a) { return a.kind == Kind::literal && a.literal == value; });
}

OptionType parse_option_type(std::string_view types) {
  OptionType type;
  for (std::string_view word : words_of(types)) type.alternatives.push_back(alternative_of(word));
  type.is_list = type.alternatives.size() > 1;
  return type;
}

std::optional<OptionType> type_of_option(std::string_view key, int npm_major) {
  const OptionRow* row = find_option(key, npm_major);
  if (!row) return std::nullopt;
  return parse_option_type(row->types);
}

bool is_known_option(std::string_view key, int npm_major) {
  return find_option(key, npm_major) != nullptr || is_object_prototype_name(key);
}

bool is_registry_field(std::string_view field) {
  static constexpr std::array<std::string_view, 7> fields{"_auth", "_authToken", "_password", "certfile",
                                                          "email", "keyfile",    "username"};
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

std::string_view deprecation_of(std::string_view key, int npm_major) {
  const OptionRow* row = find_option(key, npm_major);
  if (!row || row->deprecated_since == 0 || npm_major < row->deprecated_since) return {};
  for (const Deprecation& d : deprecations)
    if (d.key == key) return d.text;
  return {};
}

std::vector<std::string> expand_shorthand(std::string_view name, int npm_major) {
  for (const Shorthand& s : shorthands) {
    if (s.name != name || !in_major(s.since, s.until, npm_major)) continue;
    std::vector<std::string> out;
    for (std::string_view word : words_of(s.expansion)) out.emplace_back(word);
    return out;
  }
  if (name.size() == 1)
    for (const OptionRow& row : option_rows())
      if (in_major(row.since, row.until, npm_major) && row.letters.find(name) != std::string_view::npos)
        return {"--" + std::string(row.key)};
  return {};
}

std::vector<std::string_view> shorthand_names(int npm_major) {
  std::vector<std::string_view> names;
  for (const Shorthand& s : shorthands)
    if (in_major(s.since, s.until, npm_major)) names.push_back(s.name);
  for (const OptionRow& row : option_rows())
    for (std::size_t i = 0; in_major(row.since, row.until, npm_major) && i < row.letters.size(); ++i)
      names.push_back(row.letters.substr(i, 1));
  return names;
}

bool option_takes_value(std::string_view name) {
  constexpr int major = 12;
  if (name.starts_with("no-")) return false;
  const std::vector<std::string> words = expand_shorthand(name, major);
  if (words.size() > 1) return false;  // it brings its value along
  if (!words.empty()) name = std::string_view(words.front()).substr(2);
  const auto type = type_of_option(name, major);
  return type && !type->has(Kind::boolean);
}

bool is_any_npms_option(std::string_view name) {
  if (name.find(':') != std::string_view::npos) return true;
  while (name.starts_with("no-")) name.remove_prefix(3);
  const auto is_known = [](std::string_view word) {
    for (int major = 6; major <= 12; ++major)
      if (find_option(word, major) || !expand_shorthand(word, major).empty()) return true;
    return false;
  };
  if (name.empty() || is_known(name)) return !name.empty();
  for (std::size_t i = 0; i < name.size(); ++i)
    if (!is_known(name.substr(i, 1))) return false;
  return name.size() <= 3;  // "-gf": more letters are a word that nobody knows
}

}  // namespace e401::npm
