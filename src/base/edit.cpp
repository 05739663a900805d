// The diff trims the common head and tail and shows what is between as one hunk: edits of configuration files are small and
// close together, and a full LCS would be code without a user.
#include "base/edit.h"

#include <algorithm>

namespace e401::base {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    out.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

std::string_view without_end(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

constexpr std::size_t context_lines = 3;

}  // namespace

Result<std::string> apply_edits(std::string_view text, std::vector<TextEdit> edits) {
  std::stable_sort(edits.begin(), edits.end(), [](const TextEdit& a, const TextEdit& b) { return a.span.begin < b.span.begin; });
  std::string out;
  std::size_t at = 0;
  for (const TextEdit& e : edits) {
    if (e.span.begin < at || e.span.end < e.span.begin || e.span.end > text.size())
      return fail("edits overlap or lie outside of the text", {}, 0, "bad-edit");
    out.append(text.substr(at, e.span.begin - at)).append(e.replacement);
    at = e.span.end;
  }
  return out.append(text.substr(at));
}

std::string unified_diff(std::string_view before, std::string_view after, const std::string& name,
                         const std::function<std::string(std::string_view)>& mask) {
  const auto a = lines_of(before);
  const auto b = lines_of(after);
  std::size_t head = 0;
  while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
  if (head == a.size() && head == b.size()) return {};
  std::size_t tail = 0;
  while (tail < a.size() - head && tail < b.size() - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  const std::size_t from = head > context_lines ? head - context_lines : 0;
  const std::size_t shown_tail = std::min(tail, context_lines);
  const std::size_t a_end = a.size() - tail, b_end = b.size() - tail;
  std::string out = "--- " + name + "\n+++ " + name + "\n@@ -" + std::to_string(from + (a.empty() ? 0 : 1)) + "," +
                    std::to_string(a_end + shown_tail - from) + " +" + std::to_string(from + (b.empty() ? 0 : 1)) + "," +
                    std::to_string(b_end + shown_tail - from) + " @@\n";
  const auto put = [&](char sign, std::string_view line) { (out += sign) += mask(without_end(line)) + "\n"; };
  for (std::size_t i = from; i < head; ++i) put(' ', a[i]);
  for (std::size_t i = head; i < a_end; ++i) put('-', a[i]);
  for (std::size_t i = head; i < b_end; ++i) put('+', b[i]);
  for (std::size_t i = a_end; i < a_end + shown_tail; ++i) put(' ', a[i]);
  return out;
}

}  // namespace e401::base
