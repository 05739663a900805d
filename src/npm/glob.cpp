// A pattern is matched by keeping the set of all places that can have been reached so far, in a part and in the path:
// the work is a product of lengths, whatever stars a project's package.json is made of.
#include "npm/glob.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/limits.h"
#include "base/text.h"

namespace e401::npm {
namespace {

// The index behind the bracket that closes the one at `open`; npos if none does.
std::size_t closing(std::string_view text, std::size_t open, char left, char right) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == left) {
      ++depth;
    } else if (text[i] == right && --depth == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

// Splits at a character that stands in no inner bracket.
std::vector<std::string_view> split_outside(std::string_view text, char at, char left, char right) {
  std::vector<std::string_view> parts;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == left) ++depth;
    if (text[i] == right) --depth;
    if (text[i] != at || depth != 0) continue;
    parts.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

std::vector<std::string> range_of(std::string_view body) {
  const std::size_t dots = body.find("..");
  if (dots == std::string_view::npos) return {};
  int first = 0, last = 0;
  const std::string_view a = body.substr(0, dots), b = body.substr(dots + 2);
  if (std::from_chars(a.data(), a.data() + a.size(), first).ptr != a.data() + a.size() || a.empty()) return {};
  if (std::from_chars(b.data(), b.data() + b.size(), last).ptr != b.data() + b.size() || b.empty()) return {};
  std::vector<std::string> out;
  const int step = first <= last ? 1 : -1;
  for (int i = first; out.size() < limits::glob_expansions_max; i += step) {
    out.push_back(std::to_string(i));
    if (i == last) break;
  }
  return out;
}

using Places = std::vector<bool>;  // one for each index of a text and one for its end

bool none(const Places& places) {
  return std::find(places.begin(), places.end(), true) == places.end();
}

// All that lies at or behind the first reached place.
Places from_first_on(Places places) {
  std::fill(std::find(places.begin(), places.end(), true), places.end(), true);
  return places;
}

struct Bracket {
  bool takes = false;
  std::size_t length = 0;
};

// [a-z], [!a-z] at the start of pattern; nullopt where it is never closed: then it is an ordinary character.
std::optional<Bracket> bracket(std::string_view pattern, char c) {
  std::size_t i = 1;
  const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (negated) ++i;
  bool found = false;
  for (bool first = true; i < pattern.size() && (pattern[i] != ']' || first); first = false) {
    const char low = pattern[i] == '\\' && i + 1 < pattern.size() ? pattern[++i] : pattern[i];
    char high = low;
    if (i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
      high = pattern[i + 2];
      i += 2;
    }
    found = found || (low <= c && c <= high);
    ++i;
  }
  if (i >= pattern.size()) return std::nullopt;
  return Bracket{found != negated, i + 1};
}

class PartMatcher {
 public:
  explicit PartMatcher(std::string_view text) : text_(text) {}

  bool matches(std::string_view pattern) const {
    Places start(text_.size() + 1);
    start[0] = true;
    return reached(pattern, start).back();
  }

 private:
  // Where one can be after the whole pattern, having begun at any of `places`.
  Places reached(std::string_view pattern, Places places) const {
    while (!pattern.empty() && !none(places)) {
      const char c = pattern.front();
      const bool may_be_group =
          pattern.size() > 1 && pattern[1] == '(' && std::string_view("@+*?!").find(c) != std::string_view::npos;
      if (const std::size_t close = may_be_group ? closing(pattern, 1, '(', ')') : std::string_view::npos;
          close != std::string_view::npos) {
        places = after_group(c, pattern.substr(2, close - 2), places);
        pattern.remove_prefix(close + 1);
      } else if (c == '*') {
        places = from_first_on(std::move(places));
        pattern.remove_prefix(1);
      } else {
        pattern.remove_prefix(step(pattern, places));
      }
    }
    return places;
  }

  // One character of the text; returns how much of the pattern that took.
  std::size_t step(std::string_view pattern, Places& places) const {
    std::size_t length = pattern.front() == '\\' && pattern.size() > 1 ? 2 : 1;
    Places next(places.size());
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const auto set = pattern.front() == '[' ? bracket(pattern, text_[i]) : std::nullopt;
      if (set) length = set->length;
      if (places[i]) next[i + 1] = set ? set->takes : pattern.front() == '?' || text_[i] == pattern[length - 1];
    }
    if (text_.empty() && pattern.front() == '[')
      if (const auto set = bracket(pattern, 'a')) length = set->length;
    places = std::move(next);
    return length;
  }

  Places after_choices(const std::vector<std::string_view>& choices, const Places& places) const {
    Places out(places.size());
    for (std::string_view choice : choices) {
      const Places ends = reached(choice, places);
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = out[i] || ends[i];
    }
    return out;
  }

  Places after_group(char kind, std::string_view body, const Places& places) const {
    const auto choices = split_outside(body, '|', '(', ')');
    if (kind == '!') return after_exclusion(choices, places);
    Places out = after_choices(choices, places);
    for (Places last; (kind == '*' || kind == '+') && out != last;) {
      last = out;
      const Places more = after_choices(choices, out);
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = out[i] || more[i];
    }
    if (kind == '?' || kind == '*')
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = out[i] || places[i];
    return out;
  }

  // Any text that none of the choices matches.
  Places after_exclusion(const std::vector<std::string_view>& choices, const Places& places) const {
    Places out(places.size());
    for (std::size_t begin = 0; begin < places.size(); ++begin) {
      if (!places[begin]) continue;
      Places start(places.size());
      start[begin] = true;
      const Places excluded = after_choices(choices, start);
      for (std::size_t end = begin; end < out.size(); ++end) out[end] = out[end] || !excluded[end];
    }
    return out;
  }

  std::string_view text_;
};

bool part_matches(std::string_view pattern, std::string_view part, bool with_dots) {
  if (part.starts_with('.') && !pattern.starts_with('.') && (!with_dots || part == "." || part == "..")) return false;
  return part.empty() ? pattern.empty() : PartMatcher(part).matches(pattern);
}

using Parts = std::vector<std::string_view>;

bool parts_match(const Parts& pattern, const Parts& path, bool with_dots) {
  Places places(path.size() + 1);
  places[0] = true;
  for (std::string_view wanted : pattern) {
    Places next(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (wanted == "**") {
        if (places[i]) next[i] = true;
        const bool passable =
            i < path.size() && path[i] != "." && path[i] != ".." && (with_dots || !path[i].starts_with('.'));
        if (next[i] && passable) next[i + 1] = true;
      } else if (places[i] && i < path.size() && part_matches(wanted, path[i], with_dots)) {
        next[i + 1] = true;
      }
    }
    places = std::move(next);
  }
  return places.back();
}

Parts parts_of(std::string_view path) {
  Parts parts;
  for (std::string_view part : base::split(path, '/'))
    if (!part.empty() || parts.empty()) parts.push_back(part);
  return parts;
}

}  // namespace

std::vector<std::string> expand_braces(std::string_view pattern) {
  for (std::size_t open = pattern.find('{'); open != std::string_view::npos; open = pattern.find('{', open + 1)) {
    const std::size_t close = closing(pattern, open, '{', '}');
    if (close == std::string_view::npos) continue;
    const std::string_view body = pattern.substr(open + 1, close - open - 1);
    std::vector<std::string> choices;
    const auto parts = split_outside(body, ',', '{', '}');
    if (parts.size() > 1)
      choices.assign(parts.begin(), parts.end());
    else
      choices = range_of(body);
    if (choices.empty()) continue;
    std::vector<std::string> out;
    for (const std::string& choice : choices)
      for (std::string& whole :
           expand_braces(std::string(pattern.substr(0, open)) + choice + std::string(pattern.substr(close + 1))))
        if (out.size() < limits::glob_expansions_max) out.push_back(std::move(whole));
    return out;
  }
  return {std::string(pattern)};
}

bool glob_matches(std::string_view pattern, std::string_view path, bool with_dots) {
  if (pattern.starts_with('#')) return false;  // a comment to minimatch
  const Parts wanted = parts_of(path);
  for (const std::string& one : expand_braces(pattern)) {
    if (parts_match(parts_of(one), wanted, with_dots)) return true;
  }
  return false;
}

}  // namespace e401::npm
