// The same table, as text for people: --help, `help COMMAND`, manual pages.
#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace e401::cli {

std::string usage_line(const Command& command);  // "e401 doctor [OPTIONS] [SPEC...]"
std::string overview_text(std::span<const Command* const> commands);
std::string short_help_text(const Command& command);  // usage, summary, options
std::string long_help_text(const Command& command);   // and the manual's paragraphs
std::string manual_page(const Command& command);      // roff, for man(1)
std::string overview_manual_page(std::span<const Command* const> commands);

}  // namespace e401::cli
