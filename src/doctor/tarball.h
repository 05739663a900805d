// One tarball, fetched whole as the client would fetch it: for `fix`, which checks its integrity before it points a
// lockfile at another registry.
#pragma once

#include <string>

#include "rules/facts.h"
#include "world/world.h"

namespace e401::doctor {

// With npm's credential for that address where TRUST allows it, else without. Error: why there are no bytes.
base::Result<std::string> fetch_tarball(const world::World& world, const rules::Facts& facts,
                                        const std::string& address);

}  // namespace e401::doctor
