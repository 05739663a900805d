// "And if this line were right?": npm's configuration as it would be after a change of files, and what it would then do
// with one request. A rule that claims "because of this line nothing is sent" shows it that way, and offers no fix that
// does not help. Computed from the documents that were read; no file is looked at again.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "findings/finding.h"
#include "rules/facts.h"

namespace e401::rules {

struct Outcome {
  std::shared_ptr<const npm::Config> config;  // the pointers below lead into it
  npm::RegistryChoice registry;
  std::optional<npm::Url> url;  // of the request; nullopt: npm could not form it
  npm::Decision decision;
  std::optional<npm::Credential> exact;  // where the concern wants the exact key
  bool starts = false;                   // npm starts, with this configuration
  bool sends = false;           // a credential goes with the request, found by every look-up that npm makes for it
  bool other_registry = false;  // the request goes to another registry than now
};

// The configuration alone. nullopt: a change does not fit its document.
std::shared_ptr<const npm::Config> config_after(const Facts& facts, const std::vector<findings::FileChange>& changes);
// The request of concern c after the changes.
std::optional<Outcome> what_if(const Facts& facts, const Concern& c, const std::vector<findings::FileChange>& changes);
// After the changes npm sends a credential with c, to the same registry as now.
bool cures(const Facts& facts, const Concern& c, const std::vector<findings::FileChange>& changes);

}  // namespace e401::rules
