// `e401 whoami`: npm's get-identity path (R-78), for one registry, a scope's, or all that the configuration names.
#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "cli/commands/common.h"
#include "cli/commands/npm_failure.h"
#include "cli/exit_code.h"
#include "doctor/ask.h"
#include "doctor/trust.h"
#include "findings/machine_text.h"
#include "npm/printed.h"
#include "npm/userinfo.h"
#include "policy/user_config.h"

namespace e401::cli {
namespace {

constexpr Option options[] = {
    {.names = "--registry",
     .argument = "URL",
     .help = "the registry to ask about, instead of the default one",
     .npm_too = true},
    {.names = "--scope", .argument = "@SCOPE", .help = "the registry of this scope", .npm_too = true},
    {.names = "--all", .help = "every registry that the configuration names, one line each"},
    {.names = "--verify", .help = "really ask, also where npm would print a configured user name without asking"},
    {.names = "--json",
     .help = "the name as a JSON string; with --all or --verify an object (e401.whoami/1)",
     .npm_too = true},
    {.names = "--trust-project",
     .help = "also where a secret of yours would go to a host that only this project's files name"},
};

constexpr Positional positionals[] = {{.name = "WORD", .help = "ignored, as npm ignores it", .repeats = true}};

struct Answer {
  std::string registry;
  std::string name;    // "" unknown
  std::string error;   // "" none
  std::string advice;  // "" none
  std::string code;    // npm's: "ENEEDAUTH", "E401"
  bool asked = false;
  bool known = false;    // the name may be ""
  bool refused = false;  // by us (TRUST 1, 3): `error` says why
};

// spent: the user names and passwords that this run has sent; each goes out once (directories lock accounts).
Answer identify(Context& context, const npm::Config& config, const std::string& registry,
                std::set<std::string>& spent) {
  const bool verify = context.arguments.has("--verify");
  Answer a;
  a.registry = registry;
  const npm::Identity id = npm::identity(config, registry);
  if (id.kind == npm::Identity::Kind::local_name && !verify) {
    a.name = id.name;
    a.known = true;
    return a;
  }
  if (id.kind == npm::Identity::Kind::none) {
    a.code = "ENEEDAUTH";
    a.error = "no credential under " + npm::nerf_dart(registry).value_or(npm::shown_url(registry));
    a.advice = "`e401 why` shows what was considered";
    return a;
  }
  const auto url = npm::parse_url(npm::request_url(registry, "/-/whoami"));
  if (!url || !url->is_http()) {
    a.code = "ERR_INVALID_URL";
    a.error = "not an http(s) address: " + npm::shown_url(registry);
    return a;
  }
  const auto credential =
      npm::credential_sent(npm::credential_for_request(config, *url), *url, npm::line_of_registry(config, registry));
  if (!context.arguments.has("--trust-project")) {
    const policy::UserConfig own = policy::read_user_config(config, context.world.files);
    if (auto why =
            doctor::refusal_to_do_as_npm(config, own.trusted, registry, *url, credential ? &*credential : nullptr)) {
      a.code = refusal_code;
      a.error = std::move(*why);
      a.refused = true;
      return a;
    }
  }
  if (credential && credential->kind == npm::CredentialKind::basic &&
      !spent.insert(credential->authorization.reveal()).second) {
    a.code = "ESPENT";
    a.error =
        "the user name and password of " + credential->key() + " have been tried already, and are tried once a run";
    a.refused = true;
    return a;
  }
  const world::Transport transport(config, context.world.files);
  const rules::Answer got =
      doctor::ask_all(context.world, transport,
                      {{npm::without_userinfo(*url).href(), credential ? &*credential : nullptr, false, true, 0}},
                      limits::doctor_deadline_ms)
          .front();
  a.asked = true;
  if (got.ok() && got.username) {
    a.name = *got.username;
    a.known = true;
  } else if (!got.trouble.empty() || got.status >= 400) {
    const NpmFailure failure = failure_of(got, *url);
    a.code = failure.code;
    a.error = failure.summary;
  } else if (!base::parse_json(got.body) || got.body.starts_with("\xef\xbb\xbf")) {
    a.code = "FETCH_ERROR";
    a.error = url->host_port() + " answered " + (got.is_html ? "a page" : "something") + " that is no JSON";
    if (got.is_html && !got.message.empty()) a.error += " (\"" + got.message + "\")";
  } else {
    a.code = "ENEEDAUTH";
    a.error = url->host_port() + " answered without a user name: it does not know this credential";
  }
  return a;
}

std::vector<std::string> all_registries(const npm::Config& config) {
  std::vector<std::string> out{config.registry()};
  for (const npm::Entry* e : config.effective())
    if (e->key.starts_with('@') && e->key.ends_with(":registry") && e->value.string() &&
        std::find(out.begin(), out.end(), *e->value.string()) == out.end())
      out.push_back(*e->value.string());
  return out;
}

std::string json_of(const std::vector<Answer>& answers) {
  base::JsonWriter w(true);
  w.begin_object().member("schema", "e401.whoami/1").key("registries").begin_array();
  for (const Answer& a : answers) {
    w.begin_object().member("registry", npm::shown_url(a.registry));
    if (!a.known)
      w.key("username").null();
    else
      w.member("username", a.name);
    w.member("asked", a.asked);
    if (!a.code.empty()) w.member("code", a.code).member("error", base::printable(a.error));
    w.end_object();
  }
  return w.end_array().end_object().take() + "\n";
}

// As npm prints it, and no character that steers a terminal.
std::string shown_name(const std::string& name) {
  return base::printable(npm::printed_config_text(name), true);
}

void say_all(Context& context, const std::vector<Answer>& answers) {
  for (const Answer& a : answers) {
    const std::string what = a.known ? base::printable(a.name) : a.code + ": " + base::printable(a.error);
    context.world.terminal.out(npm::shown_url(a.registry) + "  " + what + "\n");
  }
}

int run(Context& context) {
  const Arguments& args = context.arguments;
  const npm::Config config = load_here(context, npm_line(context, {"whoami"}));
  for (const auto& error : {config.load_error, config.validate_error})
    if (error) return say_npm_failure(context, config, would_not_start(*error));
  std::vector<std::string> registries{config.registry()};
  if (const auto scope = args.value("--scope"); scope && !args.has("--registry"))
    registries = {npm::registry_for(config, npm::parse_spec((scope->starts_with('@') ? *scope : "@" + *scope) + "/x")
                                                .value_or(npm::PackageSpec{}))
                      .url};
  if (args.has("--all")) registries = all_registries(config);
  std::vector<Answer> answers;
  std::set<std::string> spent;
  for (const std::string& r : registries) answers.push_back(identify(context, config, r, spent));
  const bool failed = std::any_of(answers.begin(), answers.end(), [](const Answer& a) { return !a.known; });
  const bool json = config.get("json").truthy();
  if (args.has("--json") && (args.has("--all") || args.has("--verify"))) {
    context.world.terminal.out(findings::harmless_json(json_of(answers)));
  } else if (args.has("--all")) {
    say_all(context, answers);
  } else if (const Answer& a = answers.front(); a.refused) {
    return say_refusal(context, config, a.error);
  } else if (!a.known) {
    return say_npm_failure(context, config, {a.code, a.error, a.advice});
  } else if (!json) {
    context.world.terminal.out(shown_name(a.name) + "\n");
  } else if (!a.name.empty()) {  // npm prints nothing for "" here
    context.world.terminal.out(findings::harmless_json(npm::printed_config_text(base::json_quote(a.name))) + "\n");
  }
  if (std::any_of(answers.begin(), answers.end(), [](const Answer& a) { return a.refused; }))
    return exit_code::unproven;
  return failed ? exit_code::found : exit_code::healthy;
}

}  // namespace

extern const Command whoami_command;
constinit const Command whoami_command{
    .name = "whoami",
    .summary = "prints the user name, as npm whoami does; for other registries and all of them, too",
    .options = options,
    .positionals = positionals,
    .npm_takes_value = npm_option_takes_value,
    .manual =
        "With a user name and password npm prints the configured name and asks nobody; --verify asks. A name is no "
        "proof of a right to publish.",
    .run = run,
};

}  // namespace e401::cli
