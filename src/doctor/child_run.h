// What a command that e401 started itself left behind in npm's logs. It may have gone into a folder below (`sh -c 'cd
// services/api && npm install'`, make, a script), so the time tells which logs are its own, and the folder that they
// are not a stranger's: another npm may run on the same machine meanwhile.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "doctor/failing_run.h"

namespace e401::doctor {

// The newest run since started_s (seconds since 1970), here or below, that a registry or a credential may explain, with
// no later success of the same command in the same folder. npm_words: npm's arguments, if the command was npm itself.
std::optional<PastRun> find_run_of_child(const world::World& world, const npm::Config& config,
                                         const std::vector<std::string>& npm_words, std::int64_t started_s);

// concerns_registry, and npm's refusals that have no code.
bool concerns_access(const npm::LoggedRun& run);

}  // namespace e401::doctor
