// Finds what failed: the newest debug log of npm (where the project has it written, and where the person's own npm
// writes), of this project, that ended in a failure which a registry may explain, with no later success of the same
// command. A log says what was asked and by which npm; it never proves that it still fails.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "findings/finding.h"
#include "npm/debug_log.h"
#include "rules/facts.h"
#include "world/world.h"

namespace e401::doctor {

struct PastRun {
  npm::LoggedRun run;
  std::string log_path;
  std::int64_t age_s = 0;
};

// What npm's logs tell of this project.
struct FailedRuns {
  std::optional<PastRun> refused;            // the newest that a registry may explain
  std::optional<rules::LocalFailure> local;  // the newest run of all, if it failed for a reason that no registry has
  std::vector<PastRun> worked;               // those that went well since `refused`
};

// config: as npm would load it in this folder without arguments (it tells where the logs are and what "this project"
// is). A log that cannot be read is told in skipped.
FailedRuns find_failed_runs(const world::World& world, const npm::Config& config,
                            std::vector<findings::Skipped>& skipped);

// Failures that a registry, a proxy or the configuration can be the reason of; others (a script or a test that failed,
// git, a peer conflict, a bad package.json) are none of our business. npm's code decides; where it has none, what the
// registry answered.
bool concerns_registry(const npm::LoggedRun& run);

// "a command that npm started ended with exit code 7", "ERESOLVE": why npm failed where concerns_registry says no.
std::string local_reason(const npm::LoggedRun& run);

}  // namespace e401::doctor
