// For packagers: `e401 generate man doctor > e401-doctor.1`, `e401 generate bash > completions/e401`.
#include "base/text.h"
#include "cli/command.h"
#include "cli/completion.h"
#include "cli/exit_code.h"
#include "cli/help.h"

namespace e401::cli {
namespace {

constexpr Positional positionals[] = {
    {.name = "WHAT", .help = "what to print", .required = true, .choices = "man|bash|zsh|fish"},
    {.name = "COMMAND",
     .help = "for man: the command whose page is wanted; without it, the page of e401 itself",
     .repeats = true},
};

int run(Context& context) {
  const auto& words = context.arguments.positionals;
  const std::string& what = words[0];
  world::Terminal& terminal = context.world.terminal;
  if (what == "bash") terminal.out(bash_completion(context.commands));
  if (what == "zsh") terminal.out(zsh_completion(context.commands));
  if (what == "fish") terminal.out(fish_completion(context.commands));
  if (what != "man") return exit_code::healthy;
  if (words.size() == 1) {
    terminal.out(overview_manual_page(context.commands));
    return exit_code::healthy;
  }
  const std::string name = base::join({words.begin() + 1, words.end()}, " ");
  for (const Command* command : context.commands) {
    if (command->name != name) continue;
    terminal.out(manual_page(*command));
    return exit_code::healthy;
  }
  terminal.err("e401: there is no command '" + base::printable(name) + "'\n");
  return exit_code::usage;
}

}  // namespace

extern const Command generate_command;
constinit const Command generate_command{
    .name = "generate",
    .summary = "prints manual pages and completions for bash, zsh and fish",
    .positionals = positionals,
    .manual =
        "For packagers, and for a shell of your own:\n\n  e401 generate bash > "
        "~/.local/share/bash-completion/completions/e401\n"
        "  e401 generate man doctor > e401-doctor.1",
    .run = run,
};

}  // namespace e401::cli
