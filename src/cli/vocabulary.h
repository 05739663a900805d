// The words that this program itself uses. A stranger who files one of them as his "token" must not be able to blank it
// out of our messages, and it would be no secret.
#pragma once

#include <span>
#include <string_view>

#include "cli/command.h"

namespace e401::cli {

// Does the word stand in a rule's page, a cause's name, or a command's help?
bool is_own_word(std::span<const Command* const> commands, std::string_view word);

}  // namespace e401::cli
