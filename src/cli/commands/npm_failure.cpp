#include "cli/commands/npm_failure.h"

#include "base/json.h"
#include "base/text.h"
#include "cli/exit_code.h"
#include "findings/machine_text.h"

namespace e401::cli {
namespace {

std::string code_of(const rules::Answer& answer) {
  if (!answer.trouble.empty()) return answer.node_code.empty() ? answer.trouble : answer.node_code;
  if (answer.status == 401 && !answer.www_authenticate.empty()) {
    for (std::string_view way : base::split(answer.www_authenticate, ',')) {
      if (base::ascii_lower(base::trim(way)) == "ipaddress") return "EAUTHIP";
      if (base::ascii_lower(base::trim(way)) == "otp") return "EOTP";
    }
  } else if (answer.status == 401 && answer.body.find("one-time pass") != std::string::npos) {
    return "EOTP";
  }
  return "E" + std::to_string(answer.status);
}

}  // namespace

NpmFailure failure_of(const rules::Answer& answer, const npm::Url& url) {
  if (!answer.trouble.empty())
    return {code_of(answer),
            url.host_port() + ": " + (answer.trouble_detail.empty() ? answer.trouble : answer.trouble_detail), ""};
  return {code_of(answer),
          url.host_port() + " answered " + std::to_string(answer.status) +
              (answer.message.empty() ? "" : " (\"" + answer.message + "\")"),
          ""};
}

NpmFailure would_not_start(const npm::ConfigError& error) {
  const std::string line = error.place.line > 0 ? ":" + std::to_string(error.place.line) : "";
  return {error.npm_code, "npm would not start here: " + error.message,
          error.place.file.empty() ? "" : "set at " + error.place.file + line};
}

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
