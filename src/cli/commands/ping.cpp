// `e401 ping`: npm ping. An unauthenticated success proves nothing about a token.
#include "base/limits.h"
#include "base/text.h"
#include "cli/commands/common.h"
#include "cli/exit_code.h"
#include "doctor/ask.h"

namespace e401::cli {
namespace {

constexpr Option options[] = {{.names = "--json", .help = "registry, time in ms and details as JSON, as npm prints them"}};

int run(Context& context) {
  const npm::Config config = load_here(context, context.arguments.npm_options);
  for (const auto& error : {config.load_error, config.validate_error}) {
    if (!error) continue;
    context.world.terminal.err("e401: npm would not start here: " + base::printable(error->message) + "\n");
    return exit_code::found;
  }
  const std::string registry = config.registry();
  const auto url = npm::parse_url(npm::request_url(registry, "/-/ping"));
  if (!url || !url->is_http()) {
    context.world.terminal.err("e401: not an http(s) address: " + npm::shown_url(registry) + "\n");
    return exit_code::found;
  }
  const npm::Decision decision = npm::credential_for_request(config, *url);
  const world::Transport transport(config, context.world.files);
  context.world.terminal.err("PING " + npm::shown_url(registry) + "\n");
  const rules::Answer got =
      doctor::ask_all(context.world, transport, {{url->href(), decision.sent ? &*decision.sent : nullptr, false, true, 0}}, limits::doctor_deadline_ms).front();
  if (!got.ok()) {
    const std::string what = !got.trouble.empty() ? (got.trouble_detail.empty() ? got.trouble : got.trouble_detail)
                                                  : "answered " + std::to_string(got.status) + (got.message.empty() ? "" : " (\"" + got.message + "\")");
    context.world.terminal.err("e401: " + url->host_port() + ": " + base::printable(what) + "\n");
    return exit_code::found;
  }
  context.world.terminal.err("PONG " + std::to_string(got.elapsed_ms) + "ms\n");
  auto details = base::parse_json(got.body);
  const bool has_details = details && details->is_object() && !details->members.empty();
  if (context.arguments.has("--json") || config.get("json").truthy()) {
    base::JsonWriter w(true);
    w.begin_object().member("registry", npm::shown_url(registry)).member("time", static_cast<long long>(got.elapsed_ms)).key("details");
    if (details) w.value(*details);
    else w.begin_object().end_object();
    context.world.terminal.out(w.end_object().take() + "\n");
  } else if (has_details) {
    base::JsonWriter w(true);
    w.value(*details);
    context.world.terminal.err("PONG " + base::printable(w.take(), true) + "\n");
  }
  return exit_code::healthy;
}

}  // namespace

extern const Command ping_command;
constinit const Command ping_command{
    .name = "ping",
    .summary = "asks whether the registry is there, as npm ping does",
    .options = options,
    .npm_takes_value = npm_option_takes_value,
    .manual = "A PONG without a credential proves nothing about a credential: `e401 whoami --verify` does.",
    .run = run,
};

}  // namespace e401::cli
