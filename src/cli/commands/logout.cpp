// `e401 logout`: account/logout with the command line's words.
#include "account/logout.h"

#include "base/text.h"
#include "cli/commands/token_common.h"
#include "cli/exit_code.h"

namespace e401::cli {
namespace {

constexpr Option options[] = {
    {.names = "--registry",
     .argument = "URL",
     .help = "the registry to log out of, instead of the scope's or the default one"},
    {.names = "--scope", .argument = "@SCOPE", .help = "the registry of this scope"},
    {.names = "--local", .help = "only take it out of the file; revoke nothing"},
    {.names = "--trust-project", .help = "also where only this project's files name the registry"},
};

int run(Context& context) {
  const Arguments& args = context.arguments;
  const auto config = load_for_account(context, Recovery::first);
  if (!config) return exit_code::found;
  const RegistryWanted wanted =
      wanted_registry(*config, args.value("--registry"), with_at(args.value("--scope").value_or(config->scope())));
  const account::Session session(context.world, *config, hands_of(context));
  tell_own_config(context, session);
  const auto done =
      account::logout(session, {wanted.url, wanted.is_given, args.has("--trust-project"), args.has("--local")});
  if (!done) return say_failure(context, done.error());
  world::Terminal& terminal = context.world.terminal;
  for (const std::string& line : done->removed)
    terminal.err("removed " + findings::with_short_paths(line, style_of(context)) + "\n");
  for (const std::string& note : done->notes)
    terminal.err("e401: " + base::printable(findings::with_short_paths(note, style_of(context))) + "\n");
  terminal.out((done->revoked ? "Logged out of " : "Removed the credential for ") +
               base::printable(npm::shown_url(done->registry)) + "\n");
  return exit_code::healthy;
}

}  // namespace

extern const Command logout_command;
constinit const Command logout_command{
    .name = "logout",
    .summary = "revokes the credential where it was issued, and takes exactly it out of its file",
    .options = options,
    .npm_takes_value = npm_option_takes_value,
    .is_npms = is_npms_option,
    .manual =
        "A credential that comes from the environment, the command line or a ${VARIABLE} is left alone, and it is said "
        "where it comes from. "
        "Where a host cannot revoke, or only pretends to, that is said too. If revoking fails, the file stays as it "
        "is; --local removes it here all the same.",
    .run = run,
};

}  // namespace e401::cli
