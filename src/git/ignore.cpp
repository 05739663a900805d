#include "git/ignore.h"

#include <array>
#include <cctype>

#include "base/limits.h"
#include "base/text.h"

namespace e401::git {
namespace {

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

using IsClass = int (*)(int);
struct NamedClass {
  std::string_view name;
  IsClass is;
};
constexpr std::array<NamedClass, 12> classes{{{"alnum", std::isalnum},
                                              {"alpha", std::isalpha},
                                              {"blank", std::isblank},
                                              {"cntrl", std::iscntrl},
                                              {"digit", std::isdigit},
                                              {"graph", std::isgraph},
                                              {"lower", std::islower},
                                              {"print", std::isprint},
                                              {"punct", std::ispunct},
                                              {"space", std::isspace},
                                              {"upper", std::isupper},
                                              {"xdigit", std::isxdigit}}};

class Matcher {
 public:
  Matcher(std::string_view pattern, std::string_view text, bool ignore_case)
      : pattern_(pattern), text_(text), ignore_case_(ignore_case) {}

  bool match() { return match(0, 0) == Match::yes; }

 private:
  enum class Answer { no, yes, broken };
  // As git's dowild() says it, so that "*a*a*a*b" takes no power of its stars: where the text came to its end, no star
  // before needs to swallow more of it; where a name did, only a star that crosses slashes.
  enum class Match { no, yes, text_ended, name_ended };

  bool equal(char a, char b) const { return a == b || (ignore_case_ && lower(a) == lower(b)); }

  Match match(std::size_t p, std::size_t t) {
    for (; p < pattern_.size(); ++p) {
      if (++steps_ > limits::wildmatch_steps_max) return Match::text_ended;
      const char c = pattern_[p];
      if (c == '*') return star(p, t);
      if (t >= text_.size()) return Match::text_ended;
      if (c == '?') {
        if (text_[t] == '/') return Match::no;
      } else if (c == '[') {
        std::size_t end = p;
        const Answer answer = bracket(end, ignore_case_ ? lower(text_[t]) : text_[t]);
        if (answer == Answer::broken) return Match::text_ended;
        if (answer == Answer::no || text_[t] == '/') return Match::no;
        p = end;
      } else {
        if (c == '\\' && ++p >= pattern_.size()) return Match::no;
        if (!equal(pattern_[p], text_[t])) return Match::no;
      }
      ++t;
    }
    return t == text_.size() ? Match::yes : Match::no;
  }

  // p stands on the first of one or more stars.
  Match star(std::size_t p, std::size_t t) {
    const std::size_t first = p;
    while (p < pattern_.size() && pattern_[p] == '*') ++p;
    const bool begins_name = first == 0 || pattern_[first - 1] == '/';
    const bool ends_name = p == pattern_.size() || pattern_[p] == '/' ||
                           (pattern_[p] == '\\' && p + 1 < pattern_.size() && pattern_[p + 1] == '/');
    const bool crosses = p - first > 1 && begins_name && ends_name;
    // "**/" and "/**/" stand for no folder at all, too.
    if (crosses && p < pattern_.size() && pattern_[p] == '/' && match(p + 1, t) == Match::yes) return Match::yes;
    if (p == pattern_.size())
      return crosses || text_.find('/', t) == std::string_view::npos ? Match::yes : Match::name_ended;
    for (; t < text_.size(); ++t) {
      const Match rest = match(p, t);
      if (rest == Match::yes || rest == Match::text_ended || (rest == Match::name_ended && !crosses)) return rest;
      if (text_[t] == '/' && !crosses) return Match::name_ended;
    }
    return Match::text_ended;
  }

  // A character of a bracket, escaped or not; p moves behind it.
  bool bracket_character(std::size_t& p, char& c) const {
    if (p < pattern_.size() && pattern_[p] == '\\') ++p;
    if (p >= pattern_.size()) return false;
    c = pattern_[p++];
    return true;
  }

  // p stands on "[" and is left on "]". Without regard to case c is a small letter, and only ranges and classes know
  // that it may stand for a capital: so does git.
  Answer bracket(std::size_t& p, char c) const {
    ++p;
    const bool negated = p < pattern_.size() && (pattern_[p] == '!' || pattern_[p] == '^');
    if (negated) ++p;
    bool hit = false;
    for (bool first = true;; first = false) {
      if (p >= pattern_.size()) return Answer::broken;
      if (pattern_[p] == ']' && !first) break;
      if (pattern_.compare(p, 2, "[:") == 0) {
        const std::size_t end = pattern_.find(']', p + 2);
        if (end == std::string_view::npos) return Answer::broken;
        if (end > p + 2 && pattern_[end - 1] == ':') {  // else "[" is a character like any other
          if (!in_class(pattern_.substr(p + 2, end - p - 3), c, hit)) return Answer::broken;
          p = end + 1;
          continue;
        }
      }
      char from = 0;
      if (!bracket_character(p, from)) return Answer::broken;
      hit = hit || from == c;  // also of a range that runs backwards
      if (p + 1 < pattern_.size() && pattern_[p] == '-' && pattern_[p + 1] != ']') {
        ++p;
        char to = 0;
        if (!bracket_character(p, to)) return Answer::broken;
        hit = hit || within(from, to, c) || (ignore_case_ && within(from, to, upper(c)));
      }
    }
    return hit != negated ? Answer::yes : Answer::no;
  }

  static char upper(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }
  static bool within(char from, char to, char c) {
    const auto byte = [](char x) { return static_cast<unsigned char>(x); };
    return byte(from) <= byte(c) && byte(c) <= byte(to);
  }

  bool in_class(std::string_view name, char c, bool& hit) const {
    for (const NamedClass& k : classes) {
      if (k.name != name) continue;
      const bool either_case = ignore_case_ && name == "upper" && std::islower(static_cast<unsigned char>(c));
      hit = hit || either_case || k.is(static_cast<unsigned char>(c)) != 0;
      return true;
    }
    return false;
  }

  std::string_view pattern_, text_;
  bool ignore_case_;
  std::size_t steps_ = 0;
};

std::string_view without_trailing_blanks(std::string_view line) {
  while (line.ends_with(' ')) {
    std::size_t slashes = 0;
    while (slashes + 1 < line.size() && line[line.size() - 2 - slashes] == '\\') ++slashes;
    if (slashes % 2) return line;  // "\ " keeps its blank
    line.remove_suffix(1);
  }
  return line;
}

std::optional<IgnorePattern> parse_pattern(std::string_view line) {
  IgnorePattern p;
  if (line.starts_with('#')) return std::nullopt;
  line = without_trailing_blanks(line);
  if (line.starts_with('!')) {
    p.negated = true;
    line.remove_prefix(1);
  }
  if (line.ends_with('/')) {
    p.only_folders = true;
    line.remove_suffix(1);
  }
  p.anchored = line.find('/') != std::string_view::npos;
  if (line.starts_with('/')) line.remove_prefix(1);
  if (line.empty()) return std::nullopt;
  p.text = line;
  return p;
}

}  // namespace

bool wildmatch(std::string_view pattern, std::string_view text, bool ignore_case) {
  return Matcher(pattern, text, ignore_case).match();
}

IgnoreFile parse_ignore_file(std::string folder, std::string_view text) {
  IgnoreFile file{std::move(folder), {}};
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  int number = 0;
  for (std::string_view line : base::split(text, '\n')) {
    ++number;
    if (file.patterns.size() >= limits::ignore_patterns_max) break;
    if (line.ends_with('\r')) line.remove_suffix(1);
    auto pattern = parse_pattern(line);
    if (!pattern) continue;
    pattern->line = number;
    file.patterns.push_back(std::move(*pattern));
  }
  return file;
}

std::optional<bool> says(const IgnoreFile& file, std::string_view path, bool is_folder, bool ignore_case) {
  if (!file.folder.empty()) {
    if (path.size() <= file.folder.size() + 1 || !path.starts_with(file.folder) || path[file.folder.size()] != '/')
      return std::nullopt;
    path.remove_prefix(file.folder.size() + 1);
  }
  const std::string_view name = path.substr(path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1);
  for (auto p = file.patterns.rbegin(); p != file.patterns.rend(); ++p) {
    if (p->only_folders && !is_folder) continue;
    if (wildmatch(p->text, p->anchored ? path : name, ignore_case)) return !p->negated;
  }
  return std::nullopt;
}

}  // namespace e401::git
