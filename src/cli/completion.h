// Shell completions, made from the same table as everything else.
#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace e401::cli {

std::string bash_completion(std::span<const Command* const> commands);
std::string zsh_completion(std::span<const Command* const> commands);
std::string fish_completion(std::span<const Command* const> commands);

}  // namespace e401::cli
