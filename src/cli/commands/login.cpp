// `e401 login`: account/login with the command line's words.
#include "account/login.h"

#include "account/killed_login.h"

#include <charconv>

#include "base/limits.h"
#include "base/text.h"
#include "cli/commands/token_common.h"
#include "cli/exit_code.h"

namespace e401::cli {
namespace {

constexpr Option options[] = {
    {.names = "--registry",
     .argument = "URL",
     .help = "the registry to log in to, instead of the scope's or the default one"},
    {.names = "--scope", .argument = "@SCOPE", .help = "also make this registry the scope's"},
    {.names = "--auth-type",
     .argument = "TYPE",
     .help = "how: on a web page, with name and password, or with a token that you have",
     .choices = "web|legacy|token"},
    {.names = "--otp", .argument = "CODE", .help = "one-time password; without it you are asked where one is wanted"},
    {.names = "--timeout", .argument = "SECONDS", .help = "how long to wait for you on the web page (600)"},
    {.names = "--login-host", .argument = "HOST", .help = "a login page on this other host is right", .repeats = true},
    {.names = "--no-browser", .help = "print the page's address, open nothing"},
    {.names = "--unproven", .help = "store the credential even if nothing could prove that it works"},
    {.names = "--trust-project", .help = "log in also where only this project's files name the registry"},
};

account::AuthType type_of(const std::string& name) {
  if (name == "web") return account::AuthType::web;
  if (name == "legacy") return account::AuthType::legacy;
  return name == "token" ? account::AuthType::token : account::AuthType::automatic;
}

// It becomes a key of the npmrc.
bool is_scope(std::string_view text) {
  text.remove_prefix(1);
  return !text.empty() && account::percent_encode(text) == text;
}

int report(Context& context, const account::LoginDone& done, const std::string& scope) {
  world::Terminal& terminal = context.world.terminal;
  const findings::TextStyle style = style_of(context);
  const std::string who = done.name.empty() ? "" : " as " + base::printable(done.name);
  for (const account::Filed& f : done.filed)
    terminal.err("wrote " + findings::shown_path(f.path, style) + ":" + std::to_string(f.line) + ": " +
                 base::printable(f.key) + "\n");
  for (const std::string& key : done.removed_keys)
    terminal.err("removed (it was for the same registry): " + base::printable(key) + "\n");
  if (!done.hidden_by.empty()) {
    terminal.err("e401: warning: in this folder npm uses another credential for " +
                 base::printable(npm::shown_url(done.registry)) + ": " +
                 findings::with_short_paths(done.hidden_by, style) +
                 ". That one is stronger than your own file: remove it there, or the new one is of no use here\n");
    return exit_code::found;
  }
  if (!done.scope_hidden_by.empty()) {
    terminal.err("e401: warning: in this folder " + scope + " still comes from another registry: " +
                 base::printable(findings::with_short_paths(done.scope_hidden_by, style)) +
                 " is stronger than your own file\n");
    return exit_code::found;
  }
  if (!done.proof.alive()) {
    terminal.err("e401: warning: it is stored, but not proven: " + done.proof.words + "\n");
    return exit_code::unproven;
  }
  terminal.out("Logged in" + who + (scope.empty() ? "" : " to scope " + scope) + " on " +
               base::printable(npm::shown_url(done.registry)) + "\n");
  return exit_code::healthy;
}

// After the login: only now there is a credential to ask the registry's list with.
void say_what_was_left(Context& context, const account::KilledLogin& killed) {
  const std::string registry = base::printable(npm::shown_url(killed.registry));
  std::string text = "an earlier login to " + registry + " was killed just before its token was filed";
  const npm::Config config = load_here(context, context.arguments.npm_options);
  const account::Session session(context.world, config, hands_of(context));
  std::vector<account::ListedToken> left;
  if (const auto desk = account::desk_for(session, {killed.registry, false, false}))
    left = account::left_by(killed, session, *desk);
  if (left.empty())
    text += ": a token that it may have got is in no file, and lives until it ends (the registry does not list it)";
  for (const account::ListedToken& t : left)
    text += "\n  made then and not in use here: " + base::printable(t.id) + ", " + base::printable(t.created) +
            "; to end it: e401 token revoke " + base::printable(t.id) + " --registry " + registry;
  context.world.terminal.err("e401: " + text + "\n");
}

int run(Context& context) {
  const Arguments& args = context.arguments;
  account::LoginRequest request;
  int seconds = limits::login_wait_ms / 1000;
  if (const auto text = args.value("--timeout")) {
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
    if (error != std::errc() || end != text->data() + text->size() || seconds < 1 ||
        seconds > limits::login_wait_max_s) {
      context.world.terminal.err("e401: --timeout wants seconds, 1 to " + std::to_string(limits::login_wait_max_s) +
                                 "\n");
      return exit_code::usage;
    }
  }
  const auto config = load_for_account(context, Recovery::first);
  if (!config) return exit_code::found;
  request.scope = with_at(args.value("--scope").value_or(config->scope()));
  if (!request.scope.empty() && !is_scope(request.scope)) {
    context.world.terminal.err("e401: --scope wants the name of a scope, @acme\n");
    return exit_code::usage;
  }
  const RegistryWanted wanted = wanted_registry(*config, args.value("--registry"), request.scope);
  request.registry = wanted.url;
  request.registry_is_given = wanted.is_given;
  request.type = type_of(args.value("--auth-type").value_or(""));
  request.trust_project = args.has("--trust-project");
  request.store_unproven = args.has("--unproven");
  if (const auto otp = args.value("--otp")) request.otp.code = base::Secret(*otp);
  request.otp.pages = {
      .wait_ms = seconds * 1000, .open_browser = !args.has("--no-browser"), .other_hosts = args.values("--login-host")};
  const account::Session session(context.world, *config, hands_of(context));
  tell_own_config(context, session);
  const auto killed = account::take_killed_logins(context.world.files, session.hands().state_folder);
  const auto done = account::login(session, request);
  for (const account::KilledLogin& k : killed) say_what_was_left(context, k);
  return done ? report(context, *done, request.scope) : say_failure(context, done.error());
}

}  // namespace

extern const Command login_command;
constinit const Command login_command{
    .name = "login",
    .summary = "logs in to any registry, files the credential where npm looks for it, and proves it",
    .options = options,
    .npm_takes_value = npm_option_takes_value,
    .is_npms = is_npms_option,
    .manual =
        "The way is chosen by the host: a web page, a name and password, or a token that you made there; where a host "
        "has no login, its own way is shown. "
        "With --auth-type=token the token is typed without echo, or read from standard input; it is proven before it "
        "is stored.\n\n"
        "The credential goes to your own npmrc (mode 0600), under the key of this registry and no wider, in the place "
        "of an old one, in the form that the host takes (Azure Artifacts: a password, under both of its keys). "
        "Without a terminal, --auth-type=legacy reads name and password as two lines from standard input.\n\n"
        "  e401 login --registry https://npm.acme.example/ --scope @acme\n  e401 login --auth-type=token < token.txt",
    .run = run,
};

}  // namespace e401::cli
