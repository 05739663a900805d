#include "cli/help.h"

#include "base/text.h"
#include "cli/command.h"
#include "cli/exit_code.h"

namespace e401::cli {
namespace {

constexpr Positional positionals[] = {
    {.name = "COMMAND", .help = "one command's name, also of two words: config list", .repeats = true}};

int run(Context& context) {
  const std::string name = base::join(context.arguments.positionals, " ");
  if (name.empty()) {
    context.world.terminal.out(overview_text(context.commands));
    return exit_code::healthy;
  }
  bool found = false;
  for (const Command* command : context.commands) {
    if (command->name != name && !command->name.starts_with(name + " ")) continue;
    if (found) context.world.terminal.out("\n");
    context.world.terminal.out(long_help_text(*command));
    found = true;
  }
  if (found) return exit_code::healthy;
  context.world.terminal.err("e401: there is no command '" + base::printable(name) +
                             "'\n      e401 --help lists them\n");
  return exit_code::usage;
}

}  // namespace

extern const Command help_command;
constinit const Command help_command{
    .name = "help",
    .summary = "tells more about a command",
    .positionals = positionals,
    .run = run,
};

}  // namespace e401::cli
