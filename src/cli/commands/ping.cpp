// `e401 ping`: npm ping. An unauthenticated success proves nothing about a token.
#include "base/limits.h"
#include "base/text.h"
#include "cli/commands/common.h"
#include "cli/commands/npm_failure.h"
#include "cli/exit_code.h"
#include "doctor/ask.h"
#include "doctor/trust.h"
#include "findings/machine_text.h"
#include "npm/printed.h"
#include "npm/redact.h"
#include "npm/userinfo.h"
#include "policy/user_config.h"

namespace e401::cli {
namespace {

constexpr Option options[] = {
    {.names = "--json", .help = "registry, time in ms and details as JSON, as npm prints them", .npm_too = true},
    {.names = "--registry",
     .argument = "URL",
     .help = "the registry to ask, instead of the default one",
     .npm_too = true},
    {.names = "--trust-project",
     .help = "also where a secret of yours would go to a host that only this project's files name"},
};

constexpr Positional positionals[] = {{.name = "WORD", .help = "ignored, as npm ignores it", .repeats = true}};

// What npm makes of a body: an empty object where it is no JSON.
npm::Value details_of(const rules::Answer& got) {
  const auto json = base::parse_json(got.body);
  return json && !got.body.starts_with("\xef\xbb\xbf") ? npm::value_of_json(*json) : npm::Value(npm::Value::Object{});
}

// Object.keys(details).length
bool has_members(const base::Json& details) {
  return !details.members.empty() || !details.items.empty() || (details.is_string() && !details.text.empty());
}

int run(Context& context) {
  const npm::Config config = load_here(context, npm_line(context, {"ping"}));
  for (const auto& error : {config.load_error, config.validate_error})
    if (error) return say_npm_failure(context, config, would_not_start(*error));
  const std::string registry = config.registry();
  const auto url = npm::parse_url(npm::request_url(registry, "/-/ping"));
  if (!url || !url->is_http())
    return say_npm_failure(context, config,
                           {"ERR_INVALID_URL", "not an http(s) address: " + npm::shown_url(registry), ""});
  const auto credential =
      npm::credential_sent(npm::credential_for_request(config, *url), *url, npm::line_of_registry(config, registry));
  if (!context.arguments.has("--trust-project")) {
    const policy::UserConfig own = policy::read_user_config(config, context.world.files);
    if (const auto why =
            doctor::refusal_to_do_as_npm(config, own.trusted, registry, *url, credential ? &*credential : nullptr))
      return say_refusal(context, config, *why);
  }
  const world::Transport transport(config, context.world.files);
  // npm asks the address as it is written, and prints it as its cleaning leaves it (a host in small letters).
  const std::string shown = npm::shown_url(config.cleaned("registry").to_string());
  context.world.terminal.err("PING " + base::printable(shown) + "\n");
  const rules::Answer got =
      doctor::ask_all(context.world, transport,
                      {{npm::without_userinfo(*url).href(), credential ? &*credential : nullptr, false, true, 0}},
                      limits::doctor_deadline_ms)
          .front();
  if (!got.ok()) return say_npm_failure(context, config, failure_of(got, *url));
  context.world.terminal.err("PONG " + std::to_string(got.elapsed_ms) + "ms\n");
  const npm::Value details = details_of(got);
  if (config.get("json").truthy()) {
    base::JsonWriter w(true);
    w.begin_object()
        .member("registry", npm::npm_redact(shown))
        .member("time", static_cast<long long>(got.elapsed_ms))
        .key("details");
    context.world.terminal.out(
        findings::harmless_json(npm::printed_config_text(w.value(details.to_json()).end_object().take())) + "\n");
  } else if (details.is<npm::Null>()) {  // npm asks it for its members
    return say_npm_failure(context, config, {"", url->host_port() + " answered null, which ends npm's ping", ""});
  } else if (const base::Json json = details.to_json(); has_members(json)) {
    base::JsonWriter w(true);
    context.world.terminal.err("PONG " + base::printable(w.value(json).take(), true) + "\n");
  }
  return exit_code::healthy;
}

}  // namespace

extern const Command ping_command;
constinit const Command ping_command{
    .name = "ping",
    .summary = "asks whether the registry is there, as npm ping does",
    .options = options,
    .positionals = positionals,
    .npm_takes_value = npm_option_takes_value,
    .manual = "A PONG without a credential proves nothing about a credential: `e401 whoami --verify` does.",
    .run = run,
};

}  // namespace e401::cli
