// Judged on the bytes that the edits would make, not on what the rule says of them; change/consent.cpp does the same
// once more before anything is written.
#include "doctor/hold_to_policy.h"

#include <optional>

#include "base/edit.h"

namespace e401::doctor {
namespace {

using findings::FileChange;
using Kind = FileChange::Kind;

// The bytes that were judged; "" for a file that is none of ours, or new.
std::string text_of(const rules::Facts& facts, const std::string& path) {
  for (const npm::RcDocument* d : facts.documents())
    if (d->path() == path) return d->source().text();
  for (const rules::StrayFile& s : facts.strays)
    if (s.document->path() == path) return s.document->source().text();
  if (facts.package_json_source && facts.package_json_source->path() == path) return facts.package_json_source->text();
  if (facts.lockfile && facts.lockfile->path == path && facts.lockfile->source) return facts.lockfile->source->text();
  return {};
}

std::optional<policy::Written> written_by(const rules::Facts& facts, const FileChange& change) {
  if (change.kind == Kind::remove) return std::nullopt;
  if (change.kind == Kind::create) return policy::Written{change.path, "", change.content.reveal()};
  const std::string before = text_of(facts, change.path);
  if (change.kind == Kind::rename) return policy::Written{change.new_path, "", before};
  std::vector<base::TextEdit> edits;
  for (const FileChange::Edit& e : change.edits) edits.push_back({e.span, e.replacement.reveal()});
  auto after = base::apply_edits(before, std::move(edits));
  if (!after) return std::nullopt;  // it cannot be applied either
  return policy::Written{change.path, before, std::move(*after)};
}

std::optional<std::string> objection(const rules::Facts& facts, const findings::Fix& fix) {
  std::vector<policy::Written> written;
  for (const FileChange& change : fix.changes)
    if (auto w = written_by(facts, change)) written.push_back(std::move(*w));
  return facts.policies.objection_to(written);
}

}  // namespace

void hold_to_policy(const rules::Facts& facts, std::vector<findings::Finding>& findings) {
  if (facts.policies.empty()) return;
  for (findings::Finding& finding : findings)
    for (findings::Fix& fix : finding.fixes) {
      if (fix.changes.empty()) continue;
      const auto why = objection(facts, fix);
      if (!why) continue;
      fix.safety = findings::Safety::manual;
      fix.changes.clear();
      fix.bindings.clear();
      fix.verify_tarballs.clear();
      fix.description += "; e401 does not: " + *why;
    }
}

}  // namespace e401::doctor
