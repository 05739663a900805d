// Who may say yes to a step: nobody needs to, `--yes`, a person at a terminal, or nobody can (TRUST 6, 11).
#pragma once

#include <string>
#include <vector>

#include "change/bindings.h"
#include "change/plan.h"
#include "change/preview.h"
#include "policy/policies.h"

namespace e401::change {

struct Surroundings {
  KnownPlaces known;
  std::string project_folder;  // "" none
  bool trust_project = false;
  const policy::Policies* policies = nullptr;  // the organisation's; nullptr: none
  std::vector<std::string> read_files;         // the npmrc files that npm reads here
};

enum class Need {
  nothing,  // made without a question
  yes,      // asked; --yes answers
  person,   // asked at a terminal; --yes does not answer
  command,  // never made by us
};

struct Consent {
  Need need = Need::nothing;
  std::vector<findings::Binding> bindings;  // to be told in words before the question
  std::string why;                          // person, command: what stands against --yes, and what would allow it
};

// files: preview() of this step's own changes.
Consent consent_for(const Step& step, const std::vector<FilePreview>& files, const Surroundings& surroundings);

}  // namespace e401::change
