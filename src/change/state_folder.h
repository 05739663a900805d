// Where e401 keeps what outlives a run: the lock, the journal of a change under way, backups.
#pragma once

#include <optional>
#include <string>

#include "world/environment.h"

namespace e401::change {

// $XDG_STATE_HOME/e401, else ~/.local/state/e401; nullopt where there is no home either.
std::optional<std::string> state_folder(const world::Environment& environment);

}  // namespace e401::change
