// `e401 config get KEY...`: one value or several, as `npm config get` prints them.
#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands/config_shared.h"
#include "cli/exit_code.h"
#include "findings/machine_text.h"
#include "npm/printed.h"
#include "npm/redact.h"

namespace e401::cli {
namespace {

constexpr Positional positionals[] = {
    {.name = "KEY", .help = "an option, or none: all as `config list`", .repeats = true}};

// keys that npm will not tell, and values that it would blank out.
bool is_private(const npm::Config& config, const std::string& key, const npm::Value& value) {
  if (npm::is_protected(key) || npm::npm_protects(key, config.situation.npm)) return true;
  return value.string() && npm::npm_redact(*value.string()) != *value.string();
}

std::string place_note(const npm::Config& config, const std::string& key) {
  const npm::Entry* entry = config.find(key);
  if (!entry) return " ; default";
  std::string note = " ; " + entry->place.file;
  if (entry->place.line > 0) note += ":" + std::to_string(entry->place.line);
  return note;
}

int run(Context& context) {
  const npm::Config config = load_here(context, npm_line(context, {"config", "get"}));
  // npm's own reading of the line: "--fund false x" asks for x alone.
  const std::vector<std::string> keys(
      config.positionals.begin() + std::min<std::ptrdiff_t>(2, std::ssize(config.positionals)),
      config.positionals.end());
  const bool sources = context.arguments.has("--sources");
  if (const auto refusal = config_refusal(config); refusal && (config.load_error || !sources))
    return say_npm_failure(context, config, *refusal);
  if (keys.empty()) return print_config_list(context, config, false);
  std::string text;
  base::JsonWriter json(true);
  if (keys.size() > 1) json.begin_object();
  for (const std::string& key : keys) {
    const npm::Value value = config.get(key);
    if (is_private(config, key, value))
      return say_npm_failure(context, config,
                             {"", "The " + key + " option is protected, and cannot be retrieved in this way", ""});
    const npm::Value shown = npm::masked_config_value(key, value);
    text += (keys.size() > 1 ? key + "=" : std::string()) + shown.to_string() +
            (sources ? place_note(config, key) : "") + "\n";
    if (keys.size() > 1) json.key(key);
    if (sources) json.begin_object().key("value");
    json.value(shown.to_json());
    if (sources) npm::write_provenance(json, config, key);
    if (sources) json.end_object();
  }
  if (keys.size() > 1) json.end_object();
  // npm lets bidirectional and zero-width controls through; we do not, as a project's file may hold them.
  context.world.terminal.out(context.arguments.has("--json") ? findings::harmless_json(json.take()) + "\n"
                                                             : base::printable(npm::printed_config_text(text), true));
  return exit_code::healthy;
}

}  // namespace

extern const Command config_get_command;
constinit const Command config_get_command{
    .name = "config get",
    .summary = "prints a value of npm's configuration as npm does",
    .options = config_options,
    .positionals = positionals,
    .npm_takes_value = npm_option_takes_value,
    .manual =
        "Takes npm's own options too. A key that holds a credential is refused, as npm refuses it.\n\n"
        "  e401 config get registry\n"
        "  e401 config get registry @acme:registry --sources",
    .run = run,
};

}  // namespace e401::cli
