#include "findings/rank.h"

#include <algorithm>
#include <map>

namespace e401::findings {
namespace {

bool same_place(const Evidence& a, const Evidence& b) { return a.file == b.file && a.line == b.line; }

bool same_cause(const Finding& a, const Finding& b) {
  if (a.code != b.code || a.host != b.host) return false;
  return std::equal(a.evidence.begin(), a.evidence.end(), b.evidence.begin(), b.evidence.end(), same_place);
}

}  // namespace

std::vector<Finding> rank(std::vector<Finding> findings, const std::function<int(std::string_view)>& depth_of) {
  // npm as a whole (concern -1) stops before any request: an error there is deeper than all.
  const bool npm_stops = std::any_of(findings.begin(), findings.end(), [](const Finding& f) { return f.concern < 0 && f.severity == Severity::error; });
  std::map<int, int> deepest;
  for (const Finding& f : findings) {
    if (f.severity == Severity::info || f.independent) continue;
    const int depth = depth_of(f.code);
    const auto [at, is_new] = deepest.try_emplace(f.concern, depth);
    if (!is_new) at->second = std::min(at->second, depth);
  }
  std::vector<Finding> out;
  for (Finding& f : findings) {
    const bool is_view_of_deeper = !f.independent && f.severity != Severity::info && depth_of(f.code) > deepest[f.concern];
    if (is_view_of_deeper || (npm_stops && f.concern >= 0)) continue;
    const auto same = std::find_if(out.begin(), out.end(), [&](const Finding& o) { return same_cause(o, f); });
    if (same == out.end()) {
      out.push_back(std::move(f));
    } else {
      same->explains_failure |= f.explains_failure;
      same->severity = std::min(same->severity, f.severity);
    }
  }
  std::stable_sort(out.begin(), out.end(), [&](const Finding& a, const Finding& b) {
    const bool a_first = a.explains_failure && a.severity != Severity::info, b_first = b.explains_failure && b.severity != Severity::info;
    if (a_first != b_first) return a_first;
    if (a.severity != b.severity) return a.severity < b.severity;
    return depth_of(a.code) < depth_of(b.code);
  });
  return out;
}

}  // namespace e401::findings
