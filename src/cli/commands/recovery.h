// What a killed e401 left half done is brought to an end before a command looks at the files: a diagnosis of half a
// change would be of a place that nobody made.
#pragma once

#include "cli/command.h"

namespace e401::cli {

// Two e401 at once: the other one holds its lock for milliseconds. Tries again for a few seconds what it stands in the
// way of (Error.code "busy").
template <class Attempt>
auto when_free(world::Clock& clock, Attempt attempt) {
  constexpr int wait_max_ms = 10'000;  // a lock that is held for longer is a hanging disk
  constexpr int between_ms = 50;
  const std::int64_t end_ms = clock.monotonic_ms() + wait_max_ms;
  for (;;) {
    auto result = attempt();
    if (result || result.error().code != "busy" || clock.monotonic_ms() >= end_ms) return result;
    clock.wait_ms(between_ms);
  }
}

// Finishes or undoes an interrupted change and says so on the error stream; costs two system calls where there is none.
// false: it could not (another e401 is at work and stays so, the disk refuses), and the reason was said.
bool end_interrupted_change(Context& context);

}  // namespace e401::cli
