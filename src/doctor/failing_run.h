// Finds what failed: the newest debug log of npm (where the project has it written, and where the person's own npm writes), of this project, that ended in a failure which a registry may explain, with no
// later success of the same command. A log says what was asked and by which npm; it never proves that it still fails.
#pragma once

#include <optional>
#include <string>

#include "findings/finding.h"
#include "npm/debug_log.h"
#include "world/world.h"

namespace e401::doctor {

struct FailingRun {
  npm::LoggedRun run;
  std::string log_path;
  std::int64_t age_s = 0;
};

// config: as npm would load it in this folder without arguments (it tells where the logs are and what "this project" is).
// A log that cannot be read is told in skipped.
std::optional<FailingRun> find_failing_run(const world::World& world, const npm::Config& config, std::vector<findings::Skipped>& skipped);

// Failures that a registry, a proxy or the configuration can be the reason of; others (a test that failed, a bad package.json) are
// none of our business.
bool concerns_registry(const npm::LoggedRun& run);

}  // namespace e401::doctor
