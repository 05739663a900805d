// From the words of the command line to an exit code.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/command.h"

namespace e401::cli {

// words: without the program's name. Nothing escapes: what goes wrong inside a command ends as exit_code::internal with
// a line on stderr that says so and shows no data.
int run_program(std::span<const Command* const> commands, const world::World& outside,
                const std::vector<std::string>& words);

}  // namespace e401::cli
