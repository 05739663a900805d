#include "change/consent.h"

#include <algorithm>
#include <optional>

#include "base/paths.h"

namespace e401::change {
namespace {

using findings::Binding;
using findings::FileChange;
using findings::Safety;
using Kind = FileChange::Kind;

bool is_rc(const std::string& path) {
  return !path.ends_with(".json");
}

std::vector<TextChange> text_changes(const std::vector<FilePreview>& files,
                                     const std::vector<std::string>& read_files) {
  const auto is_read = [&](const std::string& path) {
    return std::find(read_files.begin(), read_files.end(), path) != read_files.end();
  };
  std::vector<TextChange> out;
  for (const FilePreview& f : files) {
    if (!is_rc(f.path) || f.kind == Kind::remove) continue;
    TextChange change{f.kind == Kind::rename ? f.new_path : f.path, f.kind == Kind::edit ? f.before : "", f.after, {}};
    for (const FilePreview& other : files)
      if (is_rc(other.path) && (&other != &f || f.kind == Kind::rename))
        change.others.push_back({other.path, other.before, is_read(other.path)});
    out.push_back(std::move(change));
  }
  return out;
}

// Hosts that files of the person's own name, also in lines that npm does not understand or in a file it does not read.
KnownPlaces places_of_person(const std::vector<FilePreview>& files, const Surroundings& surroundings) {
  KnownPlaces out = surroundings.known;
  for (const FilePreview& f : files) {
    if (base::lies_below(f.path, surroundings.project_folder)) continue;
    for (std::string& host : hosts_in(f.before)) out.hosts.push_back(std::move(host));
  }
  return out;
}

// What no word on the command line allows, --allow-credential neither.
std::optional<std::string> objection_of_policy(const std::vector<FilePreview>& files,
                                               const policy::Policies* policies) {
  if (!policies || policies->empty()) return std::nullopt;
  std::vector<policy::Written> written;
  for (const FilePreview& f : files)
    if (f.kind != Kind::remove)
      written.push_back({f.kind == Kind::rename ? f.new_path : f.path, f.kind == Kind::edit ? f.before : "", f.after});
  return policies->objection_to(written);
}

void add(std::vector<Binding>& bindings, const Binding& binding) {
  const auto same =
      std::find_if(bindings.begin(), bindings.end(), [&](const Binding& b) { return b.key == binding.key; });
  if (same == bindings.end()) {
    bindings.push_back(binding);
    return;
  }
  same->named_by_project_only = same->named_by_project_only || binding.named_by_project_only;
  same->other_host = same->other_host || binding.other_host;
  same->is_move = same->is_move || binding.is_move;
}

}  // namespace

Consent consent_for(const Step& step, const std::vector<FilePreview>& files, const Surroundings& surroundings) {
  Consent consent;
  bool all_meant = true;
  for (const Binding& b : step.fix.bindings) add(consent.bindings, b);
  const KnownPlaces known = places_of_person(files, surroundings);
  for (const TextChange& change : text_changes(files, surroundings.read_files)) {
    for (const NewBinding& b : new_bindings(change, known)) {
      add(consent.bindings, b.binding);
      all_meant = all_meant && b.was_meant;
    }
  }
  const auto any = [&](bool Binding::* flag) {
    return std::any_of(consent.bindings.begin(), consent.bindings.end(), [&](const Binding& b) { return b.*flag; });
  };
  if (auto why = objection_of_policy(files, surroundings.policies)) {
    consent.need = Need::command;
    consent.why = std::move(*why);
  } else if (step.is_told) {
    consent.need = Need::nothing;
  } else if (step.fix.safety == Safety::manual) {
    consent.need = Need::command;
  } else if (any(&Binding::other_host)) {
    consent.need = Need::command;
    consent.why =
        "a credential of one host is filed under another only if you name both: --allow-credential HOST/PATH KEY";
  } else if (any(&Binding::named_by_project_only) && !surroundings.trust_project) {
    consent.need = Need::person;
    consent.why = "only files of this project name the registry: --trust-project says that you trust them";
  } else if (!step.is_proven) {
    consent.need = Need::person;
    consent.why = "this cause is likely, not proven";
  } else if (step.fix.safety == Safety::ask || !all_meant) {
    consent.need = Need::yes;
  }
  return consent;
}

}  // namespace e401::change
