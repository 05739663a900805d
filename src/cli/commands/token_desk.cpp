#include "cli/commands/token_desk.h"

#include "cli/commands/token_options.h"
#include "cli/exit_code.h"

namespace e401::cli {

int at_desk(Context& context, const std::function<int(AtDesk&)>& work) {
  const auto config = load_for_account(context);
  if (!config) return exit_code::found;
  const account::Session session(context.world, *config, hands_of(context));
  tell_own_config(context, session);
  const auto desk = account::desk_for(session, registry_asked(context.arguments, *config));
  if (!desk) return say_failure(context, desk.error());
  AtDesk at{session, *desk, one_time_of(context.arguments)};
  return work(at);
}

}  // namespace e401::cli
