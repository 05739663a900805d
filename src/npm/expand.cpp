// The pattern npm uses: (?<!\\)(\\*)\$\{([^${}?]+)(\?)?\} over the whole text, each match replaced on its own.
// Backslashes before
// "${" are counted from the start of their run; npm 10 and older have no "?" and allow it in a name.
#include "npm/expand.h"

namespace e401::npm {
namespace {

struct Match {
  std::size_t end = 0;  // behind "}"; 0: no match
  std::string_view name;
  bool optional = false;
};

// `at` stands on "${".
Match match_variable(std::string_view text, std::size_t at, bool has_optional_form) {
  const std::size_t begin = at + 2;
  const std::size_t stop = text.find_first_of(has_optional_form ? "${}?" : "${}", begin);
  if (stop == std::string_view::npos || stop == begin) return {};
  if (text[stop] == '}') return {stop + 1, text.substr(begin, stop - begin), false};
  if (text[stop] == '?' && stop + 1 < text.size() && text[stop + 1] == '}')
    return {stop + 2, text.substr(begin, stop - begin), true};
  return {};
}

}  // namespace

Expansion expand(std::string_view text, const Lookup& lookup, bool has_optional_form) {
  Expansion result;
  std::size_t done = 0;
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at)) {
    const Match match = match_variable(text, at, has_optional_form);
    if (match.end == 0) {
      at += 2;
      continue;
    }
    std::size_t slashes = 0;
    while (at - slashes > done && text[at - slashes - 1] == '\\') ++slashes;
    result.text.append(text.substr(done, at - slashes - done)).append(slashes / 2, '\\');
    if (slashes % 2 == 1) {
      result.text.append(text.substr(at, match.end - at));
    } else {
      const std::optional<std::string> value = lookup(match.name);
      result.uses.push_back({std::string(match.name), match.optional, value.has_value(), value && value->empty()});
      if (value)
        result.text += *value;
      else if (!match.optional)
        ((result.text += "${") += match.name) += "}";
    }
    done = at = match.end;
  }
  result.text.append(text.substr(done));
  return result;
}

}  // namespace e401::npm
