#include "base/source.h"

#include <algorithm>
#include <cstring>

namespace e401::base {
namespace {

constexpr int places_counted_max = 8;         // counting lines up to a place is cheaper than an index, that often
constexpr std::size_t line_bytes_guess = 28;  // lines of lockfiles and npmrc files are longer; logs' much longer

}  // namespace

const std::vector<std::size_t>& Source::starts() const {
  if (!starts_.empty()) return starts_;
  // memchr, because big lockfiles pass here: one search for each line, and one that ends at once where there is no lone
  // \r.
  const char* const begin = text_.data();
  const char* const end = begin + text_.size();
  const auto next = [end](const char* from, char c) {
    const void* found = std::memchr(from, c, static_cast<std::size_t>(end - from));
    return found ? static_cast<const char*>(found) : end;
  };
  starts_.reserve(text_.size() / line_bytes_guess + 1);
  starts_.push_back(0);
  const char* cr = text_.empty() ? end : next(begin, '\r');
  for (const char* at = begin; at < end;) {
    const char* lf = next(at, '\n');
    while (cr < lf) {
      if (cr + 1 != lf && cr + 1 < end) starts_.push_back(static_cast<std::size_t>(cr + 1 - begin));
      cr = cr + 1 < end ? next(cr + 1, '\r') : end;
    }
    if (lf + 1 < end) starts_.push_back(static_cast<std::size_t>(lf + 1 - begin));
    at = lf < end ? lf + 1 : end;
  }
  return starts_;
}

Span Source::line_span_with_end(std::size_t number) const {
  if (number == 0 || number > starts().size()) return {text_.size(), text_.size()};
  return {starts()[number - 1], number < starts().size() ? starts()[number] : text_.size()};
}

Span Source::line_span(std::size_t number) const {
  Span s = line_span_with_end(number);
  while (s.end > s.begin && (text_[s.end - 1] == '\n' || text_[s.end - 1] == '\r')) --s.end;
  return s;
}

std::string_view Source::line(std::size_t number) const {
  return slice(line_span(number));
}

std::size_t Source::line_at(std::size_t offset) const {
  const auto it = std::upper_bound(starts().begin(), starts().end(), offset);
  return static_cast<std::size_t>(it - starts().begin());
}

Place Source::place(std::size_t offset) const {
  if (starts_.empty() && places_counted_ < places_counted_max && offset < text_.size()) {
    ++places_counted_;
    const std::string_view before = std::string_view(text_).substr(0, offset);
    if (before.find('\r') == std::string_view::npos) {
      const std::size_t last = before.rfind('\n');
      const std::size_t column = last == std::string_view::npos ? offset + 1 : offset - last;
      return {path_, static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1, static_cast<int>(column)};
    }
  }
  const std::size_t line = line_at(offset);
  return {path_, static_cast<int>(line), static_cast<int>(offset - starts()[line - 1] + 1)};
}

}  // namespace e401::base
