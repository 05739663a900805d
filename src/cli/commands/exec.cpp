// `e401 exec`: a credential for one process, by its environment only; nothing is written. npm takes npm_config_KEY for
// the setting KEY, also for keys with slashes and colons, which no shell can export but a process can be given.
#include <algorithm>

#include "account/token_text.h"
#include "base/limits.h"
#include "base/text.h"
#include "cli/commands/token_common.h"
#include "cli/exit_code.h"

namespace e401::cli {
namespace {

constexpr ExitStatus statuses[] = {{"N", "that of the command"}, {"127", "the command could not be started"}};
constexpr Option options[] = {
    {.names = "--with-credential",
     .argument = "KEY=@FILE",
     .help = "the key (//host/path/:_authToken) and the file that holds its value; KEY=- reads standard input",
     .repeats = true},
};

constexpr std::string_view fields[] = {"_authToken", "_auth", "_password", "username"};

struct Wanted {
  std::string key;
  std::string source;  // a path, or "-"
};

// The words never repeat the argument: who writes KEY=VALUE here has put a secret into it.
base::Result<Wanted> parse(const std::string& text) {
  const std::size_t at = text.rfind("=@");
  Wanted w;
  if (text.ends_with("=-"))
    w = {text.substr(0, text.size() - 2), "-"};
  else if (at != std::string::npos)
    w = {text.substr(0, at), text.substr(at + 2)};
  else
    return base::fail(
        "--with-credential wants KEY=@FILE or KEY=-: a value on the command line could be read by everybody on this "
        "machine");
  const std::size_t colon = w.key.rfind("/:");
  const bool good =
      w.key.starts_with("//") && colon != std::string::npos && colon > 2 && w.key.find('=') == std::string::npos &&
      std::find(std::begin(fields), std::end(fields), std::string_view(w.key).substr(colon + 2)) != std::end(fields);
  if (!good)
    return base::fail(
        "--with-credential wants a credential's key: //host/path/:_authToken (or :_auth, :_password, :username)");
  if (w.source.empty()) return base::fail("--with-credential names no file");
  return w;
}

base::Result<std::string> text_of(Context& context, const Wanted& wanted) {
  world::Terminal& terminal = context.world.terminal;
  const world::Environment& env = context.world.environment;
  if (wanted.source != "-")
    return context.world.files.read(wanted.source.starts_with('/') ? wanted.source : env.cwd + "/" + wanted.source,
                                    limits::token_max_bytes * 2);
  if (!env.stdin_is_terminal) return terminal.read_stdin(limits::token_max_bytes * 2);
  const auto typed = terminal.can_ask() ? terminal.ask_secret(wanted.key + ": ") : std::nullopt;
  if (!typed) return base::fail("nothing was typed");
  return typed->reveal();
}

base::Result<base::Secret> value_of(Context& context, const Wanted& wanted) {
  const auto text = text_of(context, wanted);
  if (!text) return std::unexpected(text.error());
  base::Secret value{std::string(base::trim(*text))};
  context.redactor.learn(value);
  if (const auto why = account::why_no_token(value))
    return base::fail("what it holds is no credential: " + *why,
                      wanted.source == "-" ? "standard input" : wanted.source);
  return value;
}

int refuse(Context& context, const std::string& why) {
  context.world.terminal.err("e401: " + why + "\n");
  return exit_code::usage;
}

int run(Context& context) {
  world::ProgramRun program;
  program.argv = context.arguments.command;
  const auto& texts = context.arguments.values("--with-credential");
  if (texts.empty()) return refuse(context, "exec without --with-credential would only run the command");
  if (program.argv.empty()) return refuse(context, "exec wants a command behind --: e401 exec ... -- npm ci");
  bool stdin_is_read = false;
  for (const std::string& text : texts) {
    const auto wanted = parse(text);
    if (!wanted) return refuse(context, wanted.error().what);
    if (wanted->source == "-" && stdin_is_read) return refuse(context, "standard input can give one value only");
    stdin_is_read = stdin_is_read || wanted->source == "-";
    auto value = value_of(context, *wanted);
    if (!value) return say_failure(context, value.error());
    program.extra_env.emplace_back("npm_config_" + wanted->key, std::move(*value));
  }
  if (stdin_is_read && !context.world.environment.stdin_is_terminal) program.stdin_text = "";  // it is used up
  context.world.terminal.err(
      "e401: the credential is in the environment of this command: every lifecycle script that it runs can read it "
      "(--ignore-scripts keeps them from running)\n");
  const auto end = context.world.programs.run(program);
  if (end) return end->exit_code;
  context.world.terminal.err("e401: cannot run " + base::printable(program.argv.front()) + ": " + end.error().what +
                             "\n");
  return 127;
}

}  // namespace

extern const Command exec_command;
constinit const Command exec_command{
    .name = "exec",
    .summary = "runs a command with a credential that is written nowhere",
    .options = options,
    .tail = Tail::command,
    .manual =
        "The credential reaches that one process (and what it starts) by its environment. Give npm itself as the "
        "command: a shell in between may drop it, since "
        "its name is no name for a shell variable (dash, the sh of Debian and Ubuntu, does). Nothing is written, and "
        "nothing of it stands on a command line. KEY=- asks for the value without echo where standard input is a "
        "terminal.\n\n"
        "  e401 exec --with-credential //npm.acme.example/:_authToken=@token.txt -- npm ci --ignore-scripts\n"
        "  vault read -field=token npm | e401 exec --with-credential //npm.acme.example/:_authToken=- -- npm publish",
    .statuses = statuses,
    .run = run,
};

}  // namespace e401::cli
