// npm's commands by their one name, and what of a command line is no option.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace e401::npm {

// "i" -> "install", "add-user" -> "adduser"; "" for what no npm from 6 to 12 knows.
std::string command_name(std::string_view word);

// The words of an npm command line (without node and npm) that are neither options nor their values. The first is the
// command.
std::vector<std::string> positional_words(const std::vector<std::string>& argv);

}  // namespace e401::npm
