// What the exit code of every command means. `run` and `exec` give their child's own code instead when it failed.
#pragma once

namespace e401::cli::exit_code {

inline constexpr int healthy = 0;    // nothing wrong was found; what was asked for is done
inline constexpr int found = 1;      // an error was found, or one remains
inline constexpr int usage = 2;      // the command line makes no sense
inline constexpr int unproven = 3;   // not proven, refused, or something that mattered was skipped
inline constexpr int internal = 70;  // a fault of e401 itself (EX_SOFTWARE)

}  // namespace e401::cli::exit_code
