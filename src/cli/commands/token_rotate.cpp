// `e401 token rotate`: account/rotate with the command line's words.
#include "account/rotate.h"

#include "base/text.h"
#include "cli/commands/token_common.h"
#include "cli/commands/token_options.h"
#include "cli/exit_code.h"

namespace e401::cli {
namespace {

constexpr std::array<Option, 2> own_options{{
    {.names = "--writer", .help = "the command behind -- stores the new value, given on standard input"},
    {.names = "--keep-old", .help = "do not revoke the old one"},
}};
constexpr auto options = joined(own_options, token_rights_options, token_place_options);

int run_rotate(Context& context) {
  const Arguments& args = context.arguments;
  const auto rights = rights_asked(args);
  const bool wants_writer = args.has("--writer");
  if (!rights || wants_writer == args.command.empty()) {
    context.world.terminal.err(
        "e401: " + (rights ? std::string("--writer and a command behind -- belong together") : rights.error().what) +
        "\n");
    return exit_code::usage;
  }
  const auto config = load_for_account(context, Recovery::first);
  if (!config) return exit_code::found;
  const account::Session session(context.world, *config, hands_of(context));
  tell_own_config(context, session);
  account::RotateRequest request{registry_asked(args, *config), *rights, args.command, args.has("--keep-old"),
                                 one_time_of(args)};
  const auto done = account::rotate(session, std::move(request));
  if (!done) return say_failure(context, done.error());
  world::Terminal& terminal = context.world.terminal;
  for (const std::string& t : done->tidied) terminal.err("revoked what an interrupted run had left: " + t + "\n");
  for (const std::string& t : done->still_left)
    terminal.err("e401: an interrupted run had left this, and it could not be revoked: " + base::printable(t) + "\n");
  terminal.err(findings::with_short_paths(done->where, style_of(context)) + ": the new token is there (" + done->name +
               ")\n");
  if (!done->keeps_names)
    terminal.err(
        "e401: this registry keeps no names of tokens: should a later run be killed, look for what it left with `e401 "
        "token list`\n");
  if (done->old_revoked)
    terminal.out("Rotated: the old token is revoked\n");
  else
    terminal.err("e401: the old token still lives: " + base::printable(done->left_over) + "\n");
  return done->old_revoked || args.has("--keep-old") ? exit_code::healthy : exit_code::found;
}

}  // namespace

extern const Command token_rotate_command;
constinit const Command token_rotate_command{
    .name = "token rotate",
    .summary = "puts a new token in the place of the old one, which is then revoked",
    .options = options,
    .tail = Tail::command,
    .npm_takes_value = npm_option_takes_value,
    .is_npms = is_npms_option,
    .manual =
        "Made like the old one and for as long, proven, written where the old one is read from, proven as npm finds "
        "it; "
        "only then the old one is revoked. Killed at any point, a working credential remains, "
        "and the next run revokes what was left (its name begins with e401-rotate-; `e401 token list` points at it). "
        "With --writer the value goes to "
        "a command's standard input, for CI secrets. Where the host has no token API, the steps are printed.\n\n"
        "  e401 token rotate --expires 30\n  e401 token rotate --writer -- gh secret set NPM_TOKEN",
    .run = run_rotate,
};

}  // namespace e401::cli
