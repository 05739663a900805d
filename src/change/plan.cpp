// Edits of one file fit together when they were made for the same bytes and touch different ones; the same edit twice
// (two requests with one cause) counts once. Everything else about one file does not fit, and waits for the next round,
// in which it is judged anew.
#include "change/plan.h"

#include <algorithm>

namespace e401::change {
namespace {

using base::fail;
using base::Result;
using findings::FileChange;
using findings::Finding;
using findings::Safety;
using findings::Severity;
using Kind = FileChange::Kind;

bool is_same(const FileChange::Edit& a, const FileChange::Edit& b) {
  return a.span == b.span && a.replacement == b.replacement;
}

// Two insertions at one place do not overlap: they follow each other.
bool overlap(base::Span a, base::Span b) {
  if (a.empty() && b.empty()) return false;
  if (a.empty()) return b.begin < a.begin && a.begin < b.end;
  if (b.empty()) return a.begin < b.begin && b.begin < a.end;
  return a.begin < b.end && b.begin < a.end;
}

bool is_line_end(char c) {
  return c == '\n' || c == '\r';
}

// Both were made for a last line without a line end and begin with one: once is enough.
base::Secret behind(const FileChange::Edit& first, const FileChange::Edit& second) {
  std::string_view text = second.replacement.reveal();
  const std::string& before = first.replacement.reveal();
  if (!before.empty() && is_line_end(before.back()) && is_line_end(before.front()))
    while (!text.empty() && is_line_end(text.front())) text.remove_prefix(1);
  return base::Secret(std::string(text));
}

Result<void> add_edits(FileChange& into, const FileChange& change) {
  into.owner_only = into.owner_only || change.owner_only;
  for (FileChange::Edit edit : change.edits) {
    const auto same = [&](const FileChange::Edit& e) { return is_same(e, edit); };
    if (std::any_of(into.edits.begin(), into.edits.end(), same)) continue;
    for (const FileChange::Edit& e : into.edits) {
      if (overlap(e.span, edit.span)) return fail("two changes of the same place", change.path, 0, "conflict");
      if (e.span == edit.span) edit.replacement = behind(e, edit);
    }
    into.edits.push_back(std::move(edit));
  }
  return {};
}

bool is_same(const FileChange& a, const FileChange& b) {
  return a.kind == b.kind && a.path == b.path && a.new_path == b.new_path && a.judged_sha256 == b.judged_sha256 &&
         a.content == b.content;
}

Result<void> add(std::vector<FileChange>& into, const FileChange& change) {
  for (FileChange& there : into) {
    const bool meets =
        there.path == change.path || (!change.new_path.empty() && there.path == change.new_path) ||
        (!there.new_path.empty() && (there.new_path == change.path || there.new_path == change.new_path));
    if (!meets) continue;
    if (!is_same(there, change)) return fail("two changes of one file", change.path, 0, "conflict");
    return there.kind == Kind::edit ? add_edits(there, change) : Result<void>();
  }
  into.push_back(change);
  return {};
}

Result<std::vector<FileChange>> with(std::vector<FileChange> changes, const findings::Fix& fix) {
  for (const FileChange& change : fix.changes) TRY(add(changes, change));
  return changes;
}

// Insertions before replacements that begin at the same byte: apply_edits takes them in this order.
void sort_edits(FileChange& change) {
  std::stable_sort(change.edits.begin(), change.edits.end(), [](const FileChange::Edit& a, const FileChange::Edit& b) {
    if (a.span.begin != b.span.begin) return a.span.begin < b.span.begin;
    return a.span.empty() && !b.span.empty();
  });
}

bool is_ours(const findings::Fix& fix) {
  return fix.safety != Safety::manual && !fix.changes.empty();
}

Step step_of(const Finding& finding) {
  Step step{finding, {}, finding.severity == Severity::error || finding.would_prove.empty(), false};
  const auto ours = std::find_if(finding.fixes.begin(), finding.fixes.end(), is_ours);
  if (ours != finding.fixes.end())
    step.fix = *ours;
  else if (!finding.fixes.empty())
    step.fix = finding.fixes.front();
  step.finding.fixes.clear();
  return step;
}

}  // namespace

bool is_wanted(const Finding& finding, const PlanOptions& options) {
  if (!options.only.empty()) return finding.code == options.only;
  if (finding.severity == Severity::error) return true;
  return options.all && finding.severity == Severity::warning;
}

std::string Step::id() const {
  std::string out = finding.code + "\n" + fix.id;
  for (const FileChange& change : fix.changes) out += "\n" + change.path;
  return out;
}

Plan plan(const std::vector<Finding>& findings, const PlanOptions& options) {
  Plan plan;
  std::vector<FileChange> changes;
  for (const Finding& finding : findings) {
    if (!is_wanted(finding, options)) {
      if (finding.severity == Severity::warning) plan.passed_over.push_back(finding);
      continue;
    }
    Step step = step_of(finding);
    if (std::find(options.refused.begin(), options.refused.end(), step.id()) != options.refused.end()) continue;
    if (!is_ours(step.fix)) {
      plan.manual.push_back(std::move(step));
      continue;
    }
    auto together = with(changes, step.fix);
    if (together) changes = std::move(*together);
    (together ? plan.steps : plan.waiting).push_back(std::move(step));
  }
  return plan;
}

Result<std::vector<FileChange>> merge(const std::vector<Step>& steps) {
  std::vector<FileChange> changes;
  for (const Step& step : steps) {
    TRY_AS(changes, with(std::move(changes), step.fix));
  }
  for (FileChange& change : changes) sort_edits(change);
  return changes;
}

}  // namespace e401::change
