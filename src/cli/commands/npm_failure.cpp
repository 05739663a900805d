#include "cli/commands/npm_failure.h"

#include "base/json.h"
#include "base/text.h"
#include "cli/exit_code.h"
#include "findings/machine_text.h"

namespace e401::cli {

int say_npm_failure(Context& context, const npm::Config& config, const NpmFailure& failure) {
  const std::string summary = base::mask_shapes(failure.summary), detail = base::mask_shapes(failure.detail);
  context.world.terminal.err("e401: " + (failure.code.empty() ? "" : failure.code + ": ") +
                             base::printable(summary, true) +
                             (detail.empty() ? "" : " (" + base::printable(detail) + ")") + "\n");
  if (!config.load_error && config.get("json").truthy()) {
    base::JsonWriter json(true);
    json.begin_object().key("error").begin_object();
    if (!failure.code.empty()) json.member("code", failure.code);
    json.member("summary", summary).member("detail", detail).end_object().end_object();
    context.world.terminal.out(findings::harmless_json(json.take()) + "\n");
  }
  return exit_code::found;
}

int say_refusal(Context& context, const npm::Config& config, const std::string& why) {
  say_npm_failure(
      context, config,
      {refusal_code, why, "nothing was sent; --registry URL says that you mean this host, --trust-project allows all"});
  return exit_code::unproven;
}

}  // namespace e401::cli
