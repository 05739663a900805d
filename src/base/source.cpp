#include "base/source.h"

#include <algorithm>

namespace e401::base {

Source::Source(std::string path, std::string text) : path_(std::move(path)), text_(std::move(text)) {
  starts_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\r' && i + 1 < text_.size() && text_[i + 1] == '\n') continue;
    if ((text_[i] == '\n' || text_[i] == '\r') && i + 1 < text_.size()) starts_.push_back(i + 1);
  }
}

Span Source::line_span_with_end(std::size_t number) const {
  if (number == 0 || number > starts_.size()) return {text_.size(), text_.size()};
  return {starts_[number - 1], number < starts_.size() ? starts_[number] : text_.size()};
}

Span Source::line_span(std::size_t number) const {
  Span s = line_span_with_end(number);
  while (s.end > s.begin && (text_[s.end - 1] == '\n' || text_[s.end - 1] == '\r')) --s.end;
  return s;
}

std::string_view Source::line(std::size_t number) const { return slice(line_span(number)); }

std::size_t Source::line_at(std::size_t offset) const {
  const auto it = std::upper_bound(starts_.begin(), starts_.end(), offset);
  return static_cast<std::size_t>(it - starts_.begin());
}

Place Source::place(std::size_t offset) const {
  const std::size_t line = line_at(offset);
  return {path_, static_cast<int>(line), static_cast<int>(offset - starts_[line - 1] + 1)};
}

}  // namespace e401::base
