// `e401 token list|create|revoke|rotate`: the registry's own list of tokens.
#include <algorithm>
#include <charconv>
#include <functional>

#include "account/rotate.h"
#include "base/limits.h"
#include "base/text.h"
#include "cli/commands/token_common.h"
#include "cli/exit_code.h"
#include "findings/machine_text.h"
#include "providers/token_shapes.h"

namespace e401::cli {
namespace {

#define E401_TOKEN_PLACE                                                                                         \
  {.names = "--registry", .argument = "URL", .help = "the registry, instead of the scope's or the default one"}, \
      {.names = "--scope", .argument = "@SCOPE", .help = "the registry of this scope"},                          \
      {.names = "--otp",                                                                                         \
       .argument = "CODE",                                                                                       \
       .help = "one-time password; without it you are asked where one is wanted"},                               \
      {.names = "--trust-project", .help = "also where only this project's files name the registry"}
#define E401_TOKEN_RIGHTS                                                                                          \
  {.names = "--expires", .argument = "DAYS", .help = "how long it lives"},                                         \
      {.names = "--packages", .argument = "NAME", .help = "a package that it may be used for", .repeats = true},   \
      {.names = "--packages-all", .help = "every package of yours"},                                               \
      {.names = "--scopes", .argument = "@SCOPE", .help = "a scope that it may be used for", .repeats = true},     \
      {.names = "--orgs", .argument = "NAME", .help = "an organisation that it may be used for", .repeats = true}, \
      {.names = "--permission",                                                                                    \
       .argument = "RIGHT",                                                                                        \
       .help = "on packages and scopes",                                                                           \
       .choices = "read-only|read-write|read-write-stage-only|no-access"},                                         \
      {.names = "--orgs-permission",                                                                               \
       .argument = "RIGHT",                                                                                        \
       .help = "on organisations",                                                                                 \
       .choices = "read-only|read-write|no-access"},                                                               \
      {.names = "--read-only", .help = "it cannot publish"},                                                       \
      {.names = "--cidr", .argument = "RANGE", .help = "addresses that it works from", .repeats = true},           \
      {.names = "--bypass-2fa", .help = "it asks for no one-time password"}

constexpr Option list_options[] = {E401_TOKEN_PLACE, {.names = "--json", .help = "as JSON (e401.token-list/1)"}};
constexpr Option create_options[] = {
    {.names = "--name", .argument = "NAME", .help = "what it is called; without one it is made in the form of npm 10"},
    {.names = "--description", .argument = "TEXT", .help = "what it is for"},
    E401_TOKEN_RIGHTS,
    {.names = "--output", .argument = "FILE", .help = "write it to this new file (mode 0600) instead of the terminal"},
    {.names = "--print", .help = "print it also where standard output is no terminal"},
    E401_TOKEN_PLACE,
};
constexpr Option revoke_options[] = {E401_TOKEN_PLACE};
constexpr Positional revoke_positionals[] = {
    {.name = "ID", .help = "from `e401 token list`", .required = true, .repeats = true}};
constexpr Option rotate_options[] = {
    {.names = "--writer", .help = "the command behind -- stores the new value, given on standard input"},
    {.names = "--keep-old", .help = "do not revoke the old one"},
    E401_TOKEN_RIGHTS,
    E401_TOKEN_PLACE,
};

account::RegistryAsked registry_of(const Arguments& args, const npm::Config& config) {
  const RegistryWanted wanted =
      wanted_registry(config, args.value("--registry"), with_at(args.value("--scope").value_or(config.scope())));
  return {wanted.url, wanted.is_given, args.has("--trust-project")};
}

account::OneTime otp_of(const Arguments& args) {
  account::OneTime otp;
  if (const auto code = args.value("--otp")) otp.code = base::Secret(*code);
  otp.pages.wait_ms = limits::login_wait_ms;
  return otp;
}

// "a,b" and repeated options alike.
std::vector<std::string> list_of(const Arguments& args, std::string_view option) {
  std::vector<std::string> out;
  for (const std::string& text : args.values(option))
    for (const std::string_view part : base::split(text, ','))
      if (!base::trim(part).empty()) out.emplace_back(base::trim(part));
  return out;
}

base::Result<account::NewToken> rights_of(const Arguments& args) {
  account::NewToken t;
  if (const auto days = args.value("--expires")) {
    int n = 0;
    const auto [end, error] = std::from_chars(days->data(), days->data() + days->size(), n);
    if (error != std::errc() || end != days->data() + days->size() || n < 1)
      return base::fail("--expires wants days: 30");
    t.expires_days = n;
  }
  t.packages = list_of(args, "--packages");
  t.scopes = list_of(args, "--scopes");
  t.orgs = list_of(args, "--orgs");
  t.cidr = list_of(args, "--cidr");
  t.packages_all = args.has("--packages-all");
  t.read_only = args.has("--read-only");
  t.bypass_2fa = args.has("--bypass-2fa");
  t.permission = args.value("--permission").value_or("");
  t.orgs_permission = args.value("--orgs-permission").value_or("");
  return t;
}

std::string json_of(const std::vector<account::ListedToken>& tokens, const base::Secret& used) {
  base::JsonWriter w(true);
  w.begin_object().member("schema", "e401.token-list/1").key("tokens").begin_array();
  for (const account::ListedToken& t : tokens) {
    w.begin_object()
        .member("id", t.id)
        .member("name", t.name)
        .member("created", t.created)
        .member("expires", t.expires)
        .member("in_use", t.is(used));
    w.member("readonly", t.readonly).member("bypass_2fa", t.bypass_2fa).member("permission", t.permission);
    for (const auto& [name, texts] : {std::pair{"cidr", &t.cidr}, std::pair{"packages", &t.packages},
                                      std::pair{"scopes", &t.scopes}, std::pair{"orgs", &t.orgs}}) {
      w.key(name).begin_array();
      for (const std::string& text : *texts) w.value(text);
      w.end_array();
    }
    w.end_object();
  }
  return w.end_array().end_object().take() + "\n";
}

std::string line_of(const account::ListedToken& t, bool in_use) {
  std::string text = t.id + "  " + (t.name.empty() ? "(no name)" : t.name);
  if (!t.created.empty()) text += "  created " + t.created.substr(0, 10);
  if (!t.expires.empty()) text += "  expires " + t.expires.substr(0, 10);
  if (t.readonly) text += "  read-only";
  if (!t.permission.empty()) text += "  " + t.permission;
  if (t.bypass_2fa) text += "  bypasses 2FA";
  if (!t.packages.empty()) text += "  for " + base::join(t.packages, ", ");
  if (!t.scopes.empty()) text += "  for " + base::join(t.scopes, ", ");
  if (!t.cidr.empty()) text += "  from " + base::join(t.cidr, ", ");
  if (in_use) text += "  (in use here)";
  return base::printable(text) + "\n";
}

// The steps that every command at the registry's desk begins with.
struct AtDesk {
  const account::Session& session;
  const account::TokenDesk& desk;
  account::OneTime otp;
};
int at_desk(Context& context, const std::function<int(AtDesk&)>& work) {
  const auto config = load_for_account(context);
  if (!config) return exit_code::found;
  const account::Session session(context.world, *config, hands_of(context));
  tell_own_config(context, session);
  const auto desk = account::desk_for(session, registry_of(context.arguments, *config));
  if (!desk) return say_failure(context, desk.error());
  AtDesk at{session, *desk, otp_of(context.arguments)};
  return work(at);
}

int run_list(Context& context) {
  return at_desk(context, [&](AtDesk& at) {
    const auto tokens = account::list_tokens(at.session, at.desk, at.otp);
    if (!tokens) return say_failure(context, tokens.error());
    if (context.arguments.has("--json"))
      context.world.terminal.out(findings::harmless_json(json_of(*tokens, at.desk.credential.value)));
    else
      for (const account::ListedToken& t : *tokens)
        context.world.terminal.out(line_of(t, t.is(at.desk.credential.value)));
    if (tokens->empty())
      context.world.terminal.err("e401: " + at.desk.registry.host_port() +
                                 " lists no tokens of this account (some list only those of `token create`)\n");
    return exit_code::healthy;
  });
}

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

// A token that can do more than was asked for is not handed over.
int refuse_unlimited(Context& context, AtDesk& at, const account::CreatedToken& created,
                     const std::vector<std::string>& lost) {
  const bool gone = account::revoke_token(at.session, at.desk, created.key, at.otp).has_value();
  const std::string end = gone ? "it was revoked again" : "`e401 token revoke " + created.id + "` ends it";
  return say_failure(context, {at.desk.registry.host_port() + " made a token without " + base::join(lost, ", ") +
                                   ", since it knows npm 10's form of tokens only (--read-only, --cidr): " + end,
                               "", 0, "unlimited"});
}

int run_create(Context& context) {
  const Arguments& args = context.arguments;
  auto wanted = rights_of(args);
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
    if (const auto lost = account::limits_unknown_to_the_legacy_form(*wanted);
        created->was_made_in_legacy_form && !lost.empty())
      return refuse_unlimited(context, at, *created, lost);
    if (const auto handed = hand_over(context, at.session, created->token); !handed) {
      if (!created->key.empty()) (void)account::revoke_token(at.session, at.desk, created->key, at.otp);
      return say_failure(context, handed.error());
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

base::Result<std::string> key_of(const std::vector<account::ListedToken>& tokens, const std::string& id) {
  const account::ListedToken* found = nullptr;
  for (const account::ListedToken& t : tokens) {
    if (!t.key.starts_with(id)) continue;
    if (found)
      return base::fail("the id " + base::printable(id) + " fits several tokens; give more of it. Nothing was revoked");
    found = &t;
  }
  if (!found)
    return base::fail("the registry lists no token with the id " + base::printable(id) +
                      "; `e401 token list` shows the ids. Nothing was revoked");
  return found->key;
}

// " (~/.npmrc:3)"
std::string place_of(Context& context, const AtDesk& at) {
  if (!at.desk.credential.entry) return {};
  const std::string place = account::words_for_place(*at.desk.credential.entry);
  return " (" + findings::with_short_paths(place, style_of(context)) + ")";
}

int run_revoke(Context& context) {
  for (const std::string& id : context.arguments.positionals)
    if (providers::shape_of(base::Secret(id)) || id.empty()) {
      context.world.terminal.err(
          "e401: this is a token, not its id: a token on the command line can be read by everybody on this machine, "
          "and stays in the shell's history. "
          "`e401 token list` shows the ids\n");
      return exit_code::usage;
    }
  return at_desk(context, [&](AtDesk& at) {
    const auto tokens = account::list_tokens(at.session, at.desk, at.otp);
    if (!tokens) return say_failure(context, tokens.error());
    std::vector<std::string> keys;  // all are known before the first one goes
    for (const std::string& id : context.arguments.positionals) {
      const auto key = key_of(*tokens, id);
      if (!key) return say_failure(context, key.error());
      keys.push_back(*key);
    }
    const account::ListedToken* own = account::find_own(*tokens, at.desk.credential.value);
    // The one that all of this is asked with goes last.
    if (own) std::stable_partition(keys.begin(), keys.end(), [&](const std::string& key) { return key != own->key; });
    for (const std::string& key : keys)
      if (const auto done = account::revoke_token(at.session, at.desk, key, at.otp); !done)
        return say_failure(context, done.error());
    context.world.terminal.out("Revoked " + base::counted(keys.size(), "token") + "\n");
    if (own && std::find(keys.begin(), keys.end(), own->key) != keys.end())
      context.world.terminal.err("e401: the one in use here was among them" + place_of(context, at) +
                                 ": e401 login --registry " + at.desk.registry.shown() + " gets another\n");
    return exit_code::healthy;
  });
}

int run_rotate(Context& context) {
  const Arguments& args = context.arguments;
  const auto rights = rights_of(args);
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
  account::RotateRequest request{registry_of(args, *config), *rights, args.command, args.has("--keep-old"),
                                 otp_of(args)};
  const auto done = account::rotate(session, std::move(request));
  if (!done) return say_failure(context, done.error());
  world::Terminal& terminal = context.world.terminal;
  for (const std::string& t : done->tidied) terminal.err("revoked what an interrupted run had left: " + t + "\n");
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

extern const Command token_list_command, token_create_command, token_revoke_command, token_rotate_command;
constinit const Command token_list_command{
    .name = "token list",
    .summary = "lists the tokens of your account at a registry",
    .options = list_options,
    .npm_takes_value = npm_option_takes_value,
    .manual =
        "Nothing of a token's text is shown; the one in use here is marked. Where a host has no token API, the ways "
        "that it has are shown. Some registries (Verdaccio) list only what was made by `token create`.",
    .run = run_list,
};
constinit const Command token_create_command{
    .name = "token create",
    .summary = "makes a token, shown once or written to a file of yours",
    .options = create_options,
    .npm_takes_value = npm_option_takes_value,
    .manual =
        "The registry wants the password of your account; it is asked for without echo, or read from standard input. "
        "The token is printed once, to a terminal only, or written to a new file (mode 0600). A registry that made it "
        "without the limits that were asked for (--expires, --scopes, ...) does not keep it: it is revoked "
        "again.\n\n  e401 token create --name ci --expires 30 --scopes @acme --read-only --output token.txt",
    .run = run_create,
};
constinit const Command token_revoke_command{
    .name = "token revoke",
    .summary = "ends tokens by their ids",
    .options = revoke_options,
    .positionals = revoke_positionals,
    .npm_takes_value = npm_option_takes_value,
    .manual = "All ids are looked up before the first token is revoked.",
    .run = run_revoke,
};
constinit const Command token_rotate_command{
    .name = "token rotate",
    .summary = "puts a new token in the place of the old one, which is then revoked",
    .options = rotate_options,
    .tail = Tail::command,
    .npm_takes_value = npm_option_takes_value,
    .manual =
        "Made like the old one and for as long, proven, written where the old one is read from, proven as npm finds "
        "it; "
        "only then the old one is revoked. Killed at any point, a working credential remains, "
        "and the next start revokes what was left (its name begins with e401-rotate-). With --writer the value goes to "
        "a command's standard input, for CI secrets. Where the host has no token API, the steps are printed.\n\n"
        "  e401 token rotate --expires 30\n  e401 token rotate --writer -- gh secret set NPM_TOKEN",
    .run = run_rotate,
};

}  // namespace e401::cli
