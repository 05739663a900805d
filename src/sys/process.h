// What this process must be before anything else happens.
#pragma once

namespace e401::sys {

// Once, first thing in main. Signals whose default would kill us in the middle of a write are ignored (the error is
// reported instead); descriptors 0 to 2 are open, so that no file we open becomes "stdout"; no memory dump with secrets
// is written; OpenSSL and the name service read no configuration of the target machine, which could load foreign code.
void prepare_process();

// Ends it at once: a look-up of a name that never comes back, in its own thread, must not hold us, and there is nothing
// to tidy.
[[noreturn]] void end_process(int exit_code);

}  // namespace e401::sys
