// `e401 token create`: a token, shown once or written to a new file.
#include "base/text.h"
#include "cli/commands/token_desk.h"
#include "cli/commands/token_options.h"
#include "cli/exit_code.h"

namespace e401::cli {
namespace {

constexpr std::array<Option, 4> own_options{{
    {.names = "--name",
     .argument = "NAME",
     .help = "what it is called; without one it is made in npm 10's form, which knows --read-only and --cidr only"},
    {.names = "--token-description, --description", .argument = "TEXT", .help = "what it is for"},
    {.names = "--output", .argument = "FILE", .help = "write it to this new file (mode 0600) instead of the terminal"},
    {.names = "--print", .help = "print it also where standard output is no terminal"},
}};
constexpr auto options = joined(own_options, token_rights_options, token_place_options);

// Once, and only to where it is meant for. Not yet known to the redactor: this is the one place where it may be seen.
base::Result<void> hand_over(Context& context, const account::Session& session, const base::Secret& token) {
  const auto file = context.arguments.value("--output");
  if (!file) {
    context.world.terminal.out(token.reveal() + "\n");
    return {};
  }
  findings::FileChange change;
  change.kind = findings::FileChange::Kind::create;
  change.path = file->starts_with('/') ? *file : context.world.environment.cwd + "/" + *file;
  change.content = base::Secret(token.reveal() + "\n");
  change.mode = 0600;
  return session.hands().apply({change});
}

int run_create(Context& context) {
  const Arguments& args = context.arguments;
  auto wanted = rights_asked(args);
  if (!wanted) {
    context.world.terminal.err("e401: " + wanted.error().what + "\n");
    return exit_code::usage;
  }
  const auto output = args.value("--output");
  if (!output && !args.has("--print") && !context.world.environment.stdout_is_terminal) {
    context.world.terminal.err(
        "e401: standard output is no terminal: --output FILE writes the token to a new file of yours, --print prints "
        "it all the same; nothing was made\n");
    return exit_code::usage;
  }
  if (output && context.world.files.info(*output).kind != base::FileInfo::Kind::missing) {
    context.world.terminal.err("e401: the file of --output is there already; nothing was made\n");
    return exit_code::usage;
  }
  wanted->name = args.value("--name").value_or("");
  wanted->description = args.value("--description").value_or("");
  return at_desk(context, [&](AtDesk& at) {
    const auto password = account::secret_from_person(
        context.world, "Password of your account at " + at.desk.registry.host_port() + ": ");
    if (!password || password->empty()) return say_failure(context, {"no password was given", "", 0, ""});
    context.redactor.learn(*password);
    const auto created = account::create_token(at.session, at.desk, *wanted, *password, at.otp);
    if (!created) return say_failure(context, created.error());
    if (const auto handed = hand_over(context, at.session, created->token); !handed) {
      const std::string end = account::take_back(at.session, at.desk, *created, at.otp);
      return say_failure(context, {handed.error().text() + "; as for the token, " + end, "", 0, ""});
    }
    std::string done = "Token created";
    if (!created->id.empty()) done += ", id " + base::printable(created->id);
    if (!created->expires.empty()) done += ", expires " + base::printable(created->expires);
    if (output) done += ", in " + base::printable(*output) + " (only you can read it)";
    context.world.terminal.err(done + "\n");
    if (created->was_made_in_legacy_form)
      context.world.terminal.err("e401: " + at.desk.registry.host_port() +
                                 " keeps no names of tokens: it is listed without one\n");
    return exit_code::healthy;
  });
}

}  // namespace

extern const Command token_create_command;
constinit const Command token_create_command{
    .name = "token create",
    .summary = "makes a token, shown once or written to a file of yours",
    .options = options,
    .npm_takes_value = npm_option_takes_value,
    .is_npms = is_npms_option,
    .manual =
        "The registry wants the password of your account; it is asked for without echo, or read from standard input. "
        "npm's names of the options count, too. "
        "The token is printed once, to a terminal only, or written to a new file (mode 0600). A registry that made it "
        "without the limits that were asked for (--expires, --scopes, ...) does not keep it: it is revoked "
        "again.\n\n  e401 token create --name ci --expires 30 --scopes @acme --read-only --output token.txt",
    .run = run_create,
};

}  // namespace e401::cli
