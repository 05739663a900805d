#include "findings/rank.h"

#include <algorithm>
#include <limits>
#include <map>

#include "base/limits.h"
#include "base/text.h"

namespace e401::findings {
namespace {

constexpr int npm_as_a_whole = -1;

// Does it claim to be why a request fails?
bool is_cause(const Finding& f) {
  if (f.severity == Severity::info) return false;
  return f.concern != npm_as_a_whole || f.severity == Severity::error;
}

void drop_symptoms(std::vector<Finding>& findings, const DepthOf& depth_of) {
  constexpr int none = std::numeric_limits<int>::max();
  std::map<int, int> deepest;  // by concern
  int whole = none;
  for (const Finding& f : findings) {
    if (!is_cause(f) || f.independent) continue;
    const int depth = depth_of(f.code);
    const auto [at, is_new] = deepest.try_emplace(f.concern, depth);
    at->second = std::min(at->second, depth);
    if (f.concern == npm_as_a_whole) whole = at->second;
  }
  std::erase_if(findings, [&](const Finding& f) {
    return is_cause(f) && !f.independent && depth_of(f.code) > std::min(deepest.at(f.concern), whole);
  });
}

bool same_cause(const Finding& a, const Finding& b) {
  if (a.code != b.code || a.severity != b.severity || a.evidence.size() != b.evidence.size()) return false;
  if (a.evidence.empty() && a.host != b.host) return false;
  // Of npm as a whole, not of a request: another title is another fault of the same line.
  if (a.concern == npm_as_a_whole && b.concern == npm_as_a_whole && a.title != b.title) return false;
  return std::equal(a.evidence.begin(), a.evidence.end(), b.evidence.begin(),
                    [](const Evidence& x, const Evidence& y) { return x.file == y.file && x.line == y.line; });
}

bool same_edit(const FileChange::Edit& a, const FileChange::Edit& b) {
  return a.span == b.span && a.replacement == b.replacement;
}

// What the fix of the same cause would change for another request, too (each locked tarball has its own line).
void unite_changes(Fix& into, const Fix& from) {
  for (const FileChange& change : from.changes) {
    const auto same_file = std::find_if(into.changes.begin(), into.changes.end(), [&](const FileChange& c) {
      return c.kind == change.kind && c.path == change.path && c.judged_sha256 == change.judged_sha256;
    });
    if (same_file == into.changes.end()) {
      into.changes.push_back(change);
      continue;
    }
    for (const FileChange::Edit& edit : change.edits)
      if (std::none_of(same_file->edits.begin(), same_file->edits.end(),
                       [&](const auto& e) { return same_edit(e, edit); }))
        same_file->edits.push_back(edit);
  }
  for (const std::string& tarball : from.verify_tarballs)
    if (std::find(into.verify_tarballs.begin(), into.verify_tarballs.end(), tarball) == into.verify_tarballs.end())
      into.verify_tarballs.push_back(tarball);
}

struct Group {
  Finding finding;
  std::vector<std::string> other_hosts;
  std::size_t more = 0;  // requests beside the first
};

void merge_into(Group& group, Finding&& f) {
  Finding& kept = group.finding;
  if (f.concern != kept.concern) ++group.more;
  if (f.explains_failure && !kept.explains_failure) std::swap(kept, f);  // the failing request's own words
  if (f.host != kept.host &&
      std::find(group.other_hosts.begin(), group.other_hosts.end(), f.host) == group.other_hosts.end())
    group.other_hosts.push_back(f.host);
  for (const Fix& fix : f.fixes) {
    const auto same = std::find_if(kept.fixes.begin(), kept.fixes.end(),
                                   [&](const Fix& k) { return k.id == fix.id && k.safety == fix.safety; });
    if (same != kept.fixes.end() && !same->changes.empty()) unite_changes(*same, fix);
  }
}

std::string how_many_more(const Group& group) {
  std::string out = "The same for " + base::counted(group.more, "more request");
  std::vector<std::string> hosts = group.other_hosts;
  std::erase(hosts, group.finding.host);
  if (hosts.empty()) return out;
  const std::size_t more = hosts.size() > limits::hosts_named_max ? hosts.size() - limits::hosts_named_max : 0;
  hosts.resize(hosts.size() - more);
  out += " (" + base::join(hosts, ", ");
  return out + (more ? " and " + base::counted(more, "more host") + ")" : ")");
}

std::vector<Finding> merged(std::vector<Finding> findings) {
  std::vector<Group> groups;
  for (Finding& f : findings) {
    const auto same =
        std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return same_cause(g.finding, f); });
    if (same != groups.end())
      merge_into(*same, std::move(f));
    else
      groups.push_back({std::move(f), {}, 0});
  }
  std::vector<Finding> out;
  for (Group& g : groups) {
    if (g.more)
      g.finding.detail += (g.finding.detail.empty()          ? ""
                           : g.finding.detail.ends_with('.') ? " "
                                                             : ". ") +
                          how_many_more(g);
    out.push_back(std::move(g.finding));
  }
  return out;
}

}  // namespace

std::vector<Finding> rank(std::vector<Finding> findings, const DepthOf& depth_of) {
  drop_symptoms(findings, depth_of);
  std::vector<Finding> out = merged(std::move(findings));
  const auto key = [&](const Finding& f) {
    const bool is_side_note = f.severity == Severity::info;
    return std::tuple(is_side_note || !f.explains_failure, f.severity, depth_of(f.code));
  };
  std::stable_sort(out.begin(), out.end(), [&](const Finding& a, const Finding& b) { return key(a) < key(b); });
  return out;
}

}  // namespace e401::findings
