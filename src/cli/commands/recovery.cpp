#include "cli/commands/recovery.h"

#include "change/apply.h"
#include "change/state_folder.h"
#include "cli/commands/token_common.h"

namespace e401::cli {

bool end_interrupted_change(Context& context) {
  const auto folder = change::state_folder(context.world.environment);
  if (!folder) return true;
  const auto recovered = when_free(
      context.world.clock, [&] { return change::recover(context.world.files, *folder, context.world.clock.now_s()); });
  if (!recovered) {
    say_failure(context, recovered.error());
    return false;
  }
  if (recovered->outcome != change::Recovered::Outcome::nothing)
    context.world.terminal.err("e401: a change that was interrupted earlier was brought to an end first\n");
  return true;
}

}  // namespace e401::cli
