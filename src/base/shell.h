// Words of a command line that people are told to paste into a shell. Addresses, keys and file names come from
// strangers: none of them may end the word that it stands in.
#pragma once

#include <string>
#include <string_view>

namespace e401::base {

// The text as one word of a POSIX shell: as it is if no character of it means anything there, else in single quotes.
// "~/" at its start stays outside of them: it is the home folder.
std::string shell_word(std::string_view text);

// Can a shell have a variable of this name?
bool is_shell_name(std::string_view text);

}  // namespace e401::base
