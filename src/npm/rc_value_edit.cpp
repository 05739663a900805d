#include "npm/rc_value_edit.h"

namespace e401::npm {

base::Span rc_value_without_comment(const RcDocument& document, const RcLine& entry) {
  const std::string& text = document.source().text();
  base::Span span = entry.value_span;
  const base::Span comment = entry.comment_span;
  const auto is_blank = [&](std::size_t at) { return text[at] == ' ' || text[at] == '\t'; };
  if (comment.empty() || comment.begin <= span.begin || !is_blank(comment.begin - 1)) return span;
  span.end = comment.begin;
  while (span.end > span.begin && is_blank(span.end - 1)) --span.end;
  return span;
}

std::optional<base::TextEdit> rc_value_edit(const RcDocument& document, const RcLine& entry, std::string_view text) {
  const std::optional<std::string> written = rc_value_text(text);
  if (!written || !entry.has_equals || document.encoding() != RcEncoding::utf8) return std::nullopt;
  const base::Span span = rc_value_without_comment(document, entry);
  const bool is_comment_left = span.end < entry.value_span.end;
  const bool is_quoted = !written->empty() && (written->front() == '"' || written->front() == '\'');
  if (is_comment_left && is_quoted) return std::nullopt;
  return base::TextEdit{span, *written};
}

}  // namespace e401::npm
