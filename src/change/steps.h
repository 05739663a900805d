// The steps of a change, each for one file: forward, backward, and where it stands. All may be taken again after a kill
// at any point: they look at what lies there, never at what should have happened.
#pragma once

#include <optional>
#include <string>

#include "change/journal.h"
#include "world/files.h"

namespace e401::change {

// SHA-256 of a file's bytes; nullopt: there is none.
base::Result<std::optional<std::string>> hash_of(const world::Files& files, const std::string& path);

enum class Stand {
  pending,  // the target is as judged, the new bytes wait beside it
  done,     // the target has changed
  blocked,  // neither: someone else has changed the target, or the new bytes are gone
};
base::Result<Stand> stand_of(const world::Files& files, const JournalEntry& entry);

// Finishes a change of places that was cut off half-way.
base::Result<void> settle(world::Files& files, const JournalEntry& entry);

// Error.code "changed": what was taken out is not what was judged (an editor saved at this very moment). backward()
// puts it back.
base::Result<void> forward(world::Files& files, const JournalEntry& entry);

// Gives the target its old bytes back, unless someone has written there since. true: it has them (again, or still).
base::Result<bool> backward(world::Files& files, const JournalEntry& entry);

// Missing is as good as removed.
base::Result<void> remove_if_there(world::Files& files, const std::string& path);

}  // namespace e401::change
