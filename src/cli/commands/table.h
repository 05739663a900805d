// Every command there is.
#pragma once

#include <span>

#include "cli/command.h"

namespace e401::cli {

std::span<const Command* const> commands();

}  // namespace e401::cli
