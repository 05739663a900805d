// What a killed e401 left half done is brought to an end before a command looks at the files: a diagnosis of half a
// change would be of a place that nobody made.
#pragma once

#include "cli/command.h"

namespace e401::cli {

// Finishes or undoes an interrupted change and says so on the error stream; costs two system calls where there is none.
// false: it could not (another e401 is at work, the disk refuses), and the reason was said.
bool end_interrupted_change(Context& context);

}  // namespace e401::cli
