// What pnpm, Yarn and Bun print when a registry refuses, so that pasted output of theirs is not taken for npm's. Only
// enough to say who was refused where; how they choose a credential is not npm's way, and not told here. Pure.
#pragma once

#include <string_view>

#include "npm/debug_log.h"

namespace e401::npm {

// Fills client, error_code (the client's own), error_lines, the failed request and what was sent; nothing if the text
// is none of theirs.
void read_other_client(LoggedRun& run, std::string_view text);

}  // namespace e401::npm
