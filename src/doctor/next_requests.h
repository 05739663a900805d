// The requests that the command would make next, or the next `npm install` where no run is known.
#pragma once

#include <functional>
#include <vector>

#include "findings/finding.h"
#include "rules/facts.h"

namespace e401::doctor {

// is_failure_known: the request that failed is among the concerns already. skipped: told where more registries are in
// use than one diagnosis asks.
std::vector<rules::Concern> next_concerns(const rules::Facts& facts, bool is_failure_known,
                                          std::vector<findings::Skipped>& skipped);

// Every dependency that the project's package.json and those of its workspaces name, with the place of its right side;
// not the workspaces themselves.
void each_dependency(const rules::Facts& facts,
                     const std::function<void(const npm::PackageSpec&, const base::Place&)>& visit);

}  // namespace e401::doctor
