// A diff is made from the edits themselves: they say where something changes, and lines that only stand between two
// spans of one edit are trimmed off its ends. A full LCS would be code without a user.
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

// Whole lines that give way to other whole lines.
struct Block {
  std::size_t begin = 0;  // line numbers of the old text, from 0
  std::size_t end = 0;
  std::vector<std::string_view> added;
};

// starts: where each line begins, and the end of the text. What is added behind a last line without a line end changes
// that line.
std::size_t line_of(const std::vector<std::size_t>& starts, std::size_t offset, bool ends_open) {
  const auto line =
      static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), offset) - starts.begin()) - 1;
  return ends_open && line > 0 && line + 1 == starts.size() ? line - 1 : line;
}

void trim_equal_ends(Block& block, const std::vector<std::string_view>& old) {
  while (!block.added.empty() && block.begin < block.end && old[block.begin] == block.added.front()) {
    ++block.begin;
    block.added.erase(block.added.begin());
  }
  while (!block.added.empty() && block.begin < block.end && old[block.end - 1] == block.added.back()) {
    --block.end;
    block.added.pop_back();
  }
}

// One hunk: blocks whose contexts touch.
std::string hunk_of(const std::vector<Block>& blocks, const std::vector<std::string_view>& old, std::ptrdiff_t shift,
                    const LineMask& mask) {
  const std::size_t from = blocks.front().begin > context_lines ? blocks.front().begin - context_lines : 0;
  const std::size_t to = std::min(old.size(), blocks.back().end + context_lines);
  std::string body;
  std::size_t at = from, size_after = to - from;
  const auto put = [&](char sign, std::string_view line) {
    (body += sign) += mask(without_end(line)) + "\n";
    if (!line.ends_with('\n')) body += "\\ No newline at end of file\n";
  };
  for (const Block& b : blocks) {
    for (; at < b.begin; ++at) put(' ', old[at]);
    for (; at < b.end; ++at) put('-', old[at]);
    for (const std::string_view line : b.added) put('+', line);
    size_after += b.added.size() - (b.end - b.begin);
  }
  for (; at < to; ++at) put(' ', old[at]);
  const auto place = [](std::size_t line, std::size_t count) {
    return std::to_string(count == 0 ? line : line + 1) + "," + std::to_string(count);
  };
  const auto from_after = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(from) + shift);
  return "@@ -" + place(from, to - from) + " +" + place(from_after, size_after) + " @@\n" + body;
}

}  // namespace

Result<std::string> apply_edits(std::string_view text, std::vector<TextEdit> edits) {
  std::stable_sort(edits.begin(), edits.end(),
                   [](const TextEdit& a, const TextEdit& b) { return a.span.begin < b.span.begin; });
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

Result<Diff> diff_of_edits(std::string_view text, std::vector<TextEdit> edits, const std::string& name,
                           const LineMask& mask) {
  std::stable_sort(edits.begin(), edits.end(),
                   [](const TextEdit& a, const TextEdit& b) { return a.span.begin < b.span.begin; });
  const std::vector<std::string_view> old = lines_of(text);
  std::vector<std::size_t> starts{0};
  for (const std::string_view line : old) starts.push_back(starts.back() + line.size());
  const bool ends_open = !text.empty() && text.back() != '\n';
  std::vector<std::string> texts;  // of the added lines; blocks look into them
  texts.reserve(edits.size());
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < edits.size();) {
    if (edits[i].span.end > text.size()) return fail("edits overlap or lie outside of the text", {}, 0, "bad-edit");
    // The lines that this edit and those which follow on the same lines touch.
    const std::size_t first = std::min(line_of(starts, edits[i].span.begin, ends_open), old.size());
    std::size_t last = first, k = i;
    for (; k < edits.size() && (k == i || line_of(starts, edits[k].span.begin, ends_open) < last); ++k)
      last = std::max(last,
                      std::min(line_of(starts, std::min(edits[k].span.end, text.size()), ends_open) + 1, old.size()));
    std::vector<TextEdit> here(edits.begin() + static_cast<std::ptrdiff_t>(i),
                               edits.begin() + static_cast<std::ptrdiff_t>(k));
    for (TextEdit& e : here) {
      e.span.begin -= starts[first];
      e.span.end -= starts[first];
    }
    TRY_AS(std::string after, apply_edits(text.substr(starts[first], starts[last] - starts[first]), std::move(here)));
    texts.push_back(std::move(after));
    Block block{first, last, lines_of(texts.back())};
    trim_equal_ends(block, old);
    if (block.begin < block.end || !block.added.empty()) blocks.push_back(std::move(block));
    i = k;
  }
  Diff diff{"--- " + name + "\n+++ " + name + "\n", {}};
  std::ptrdiff_t shift = 0;
  for (std::size_t i = 0; i < blocks.size();) {
    std::vector<Block> group;
    std::ptrdiff_t grown = 0;
    for (; i < blocks.size() && (group.empty() || blocks[i].begin <= group.back().end + 2 * context_lines); ++i) {
      grown += static_cast<std::ptrdiff_t>(blocks[i].added.size()) -
               static_cast<std::ptrdiff_t>(blocks[i].end - blocks[i].begin);
      group.push_back(blocks[i]);
    }
    diff.hunks.push_back(hunk_of(group, old, shift, mask));
    shift += grown;
  }
  return diff;
}

std::string unified_diff(std::string_view before, std::string_view after, const std::string& name,
                         const LineMask& mask) {
  const auto diff = diff_of_edits(before, {{{0, before.size()}, std::string(after)}}, name, mask);
  if (!diff || diff->hunks.empty()) return {};
  std::string out = diff->header;
  for (const std::string& hunk : diff->hunks) out += hunk;
  return out;
}

}  // namespace e401::base
