// Edits of one text by byte spans: applied together or refused, and shown as a unified diff.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/source.h"

namespace e401::base {

struct TextEdit {
  Span span;  // what goes; empty: an insertion at span.begin
  std::string replacement;
};

// Applies all edits; fails if two overlap or one lies outside of the text.
Result<std::string> apply_edits(std::string_view text, std::vector<TextEdit> edits);

// The hunks of a unified diff, three lines of context each; every line goes through `mask` before it is shown. No hunks
// when nothing differs.
struct Diff {
  std::string header;  // "--- name\n+++ name\n"
  std::vector<std::string> hunks;
};
using LineMask = std::function<std::string(std::string_view)>;
// Shows just these edits of the text. Fails as apply_edits does.
Result<Diff> diff_of_edits(std::string_view text, std::vector<TextEdit> edits, const std::string& name,
                           const LineMask& mask);

// A unified diff with three lines of context; every line goes through `mask` before it is shown. "" when nothing
// differs.
std::string unified_diff(std::string_view before, std::string_view after, const std::string& name,
                         const std::function<std::string(std::string_view)>& mask);

}  // namespace e401::base
