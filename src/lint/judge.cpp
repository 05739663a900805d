#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "findings/rank.h"
#include "lint/lint.h"
#include "rules/lens.h"
#include "rules/rule.h"

namespace e401::lint {
namespace {

using findings::Evidence;
using findings::Finding;
using findings::Severity;

bool same_place(const Finding& a, const Finding& b) {
  if (a.evidence.empty() || b.evidence.empty()) return a.evidence.empty() == b.evidence.empty() && a.title == b.title;
  const Evidence &one = a.evidence.front(), &other = b.evidence.front();
  return one.file == other.file && one.line == other.line && one.column == other.column;
}

// One npmrc is read for several projects, and then says the same of itself. Another title is another fault of the line.
void add_once(std::vector<Finding>& all, std::vector<Finding> more) {
  const auto is_same = [](const Finding& a, const Finding& b) {
    return a.code == b.code && a.title == b.title && same_place(a, b);
  };
  for (Finding& f : more)
    if (std::none_of(all.begin(), all.end(), [&](const Finding& o) { return is_same(o, f); }))
      all.push_back(std::move(f));
}

// What stops npm before it asks anyone: the rules of the diagnosis know that without a network.
std::vector<Finding> what_stops(const rules::Facts& facts) {
  findings::Findings found;
  for (const rules::Rule& rule : rules::all_rules())
    if (rule.check) rule.check(facts, found);
  std::vector<Finding> out = findings::rank(found.take(), rules::depth_of);
  std::erase_if(out, [](const Finding& f) { return f.severity != Severity::error; });
  return out;
}

void sort_for_reading(std::vector<Finding>& all) {
  const auto order = [](const Finding& f) {
    const Evidence none;
    const Evidence& e = f.evidence.empty() ? none : f.evidence.front();
    return std::tuple(f.severity, std::string_view(e.file), e.line, rules::depth_of(f.code), e.column);
  };
  std::stable_sort(all.begin(), all.end(), [&](const Finding& a, const Finding& b) { return order(a) < order(b); });
}

std::string healthy_words(const rules::LintFacts& facts, const std::vector<Finding>& all) {
  return (all.empty() ? "nothing wrong in " : "no error in ") + base::counted(facts.files, "file");
}

}  // namespace

findings::Report judge(const rules::LintFacts& facts, std::vector<findings::Skipped> skipped,
                       const std::vector<Check>& more) {
  std::vector<Finding> all;
  findings::Findings found;
  for (const rules::Rule& rule : rules::all_rules())
    if (rule.lint) rule.lint(facts, found);
  for (const Check& check : more) check(facts, found);
  add_once(all, found.take());
  const std::vector<Finding> by_lint = all;
  for (const rules::Facts& project : facts.projects) {
    std::vector<Finding> stops = what_stops(project);
    std::erase_if(stops, [&](const Finding& f) {  // already explained by what stands there
      return std::any_of(by_lint.begin(), by_lint.end(),
                         [&](const Finding& o) { return o.severity == Severity::error && same_place(o, f); });
    });
    add_once(all, std::move(stops));
  }
  for (Finding& f : all) {
    for (const rules::Facts& project : facts.projects) rules::show_lines(project, f);
    f.explains_failure = false;
  }
  sort_for_reading(all);

  findings::Report report;
  report.schema = "e401.lint/1";
  report.offline = true;
  report.healthy = std::none_of(all.begin(), all.end(), [](const Finding& f) { return f.severity == Severity::error; });
  if (report.healthy) report.summary = healthy_words(facts, all);
  report.facts = {base::counted(facts.files, "file")};
  report.findings = std::move(all);
  for (findings::Skipped& s : skipped)  // a file that several projects wanted
    if (std::none_of(report.skipped.begin(), report.skipped.end(),
                     [&](const findings::Skipped& o) { return o.what == s.what && o.why == s.why; }))
      report.skipped.push_back(std::move(s));
  return report;
}

}  // namespace e401::lint
