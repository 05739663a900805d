// `e401 config list`: what `npm config list` prints, without starting npm, and where each value stands.
#include "base/text.h"
#include "cli/commands/config_shared.h"
#include "cli/exit_code.h"
#include "findings/machine_text.h"
#include "npm/situation.h"

namespace e401::cli {
namespace {

constexpr Positional positionals[] = {{.name = "WORD", .help = "ignored, as npm ignores it", .repeats = true}};

}  // namespace

const Option config_options[3] = {
    {.names = "-l, --long", .help = "the defaults too", .npm_too = true},
    {.names = "--json", .help = "the effective values as JSON", .npm_too = true},
    {.names = "--sources", .help = "file and line of each value; with --json also of those that it hides"},
};

std::optional<NpmFailure> config_refusal(const npm::Config& config) {
  if (config.load_error) return NpmFailure{"", "npm cannot start here: " + config.load_error->message, ""};
  const npm::Value workspaces = config.get("workspaces");
  const npm::Value workspace = config.get("workspace");
  const npm::Value::Array* members = workspace.get<npm::Value::Array>();
  const bool names_one = members ? !members->empty() : workspace.truthy();
  if (workspaces == npm::Value(false) && names_one)
    return NpmFailure{"", "Cannot use --no-workspaces and --workspace at the same time", ""};
  if (!workspaces.truthy() && !names_one) return std::nullopt;
  if (config.get("global").truthy() || config.get("location") == npm::Value("global"))
    return NpmFailure{"", "Workspaces not supported for global packages", ""};
  return NpmFailure{"ENOWORKSPACES", "npm refuses this inside a workspace",
                    "--sources shows the configuration all the same"};
}

int print_config_list(Context& context, const npm::Config& config, bool json) {
  const bool sources = context.arguments.has("--sources");
  const auto refusal = config_refusal(config);
  if (refusal && (config.load_error || !sources)) return say_npm_failure(context, config, *refusal);
  npm::ListOptions options;
  options.long_form = config.get("long").truthy();
  options.json = json;
  options.sources = sources;
  options.node_version = npm::node_version_of(config.situation.node_path, context.world.files);
  const std::string text = npm::config_list(config, context.world.files, options);
  context.world.terminal.out(json ? findings::harmless_json(text) : base::printable(text, true));
  return exit_code::healthy;
}

namespace {

int run(Context& context) {
  const npm::Config config = load_here(context, npm_line(context, {"config", "list"}));
  return print_config_list(context, config, config.get("json").truthy());
}

}  // namespace

extern const Command config_list_command;
constinit const Command config_list_command{
    .name = "config list",
    .summary = "prints npm's configuration as npm does, layer by layer",
    .options = config_options,
    .positionals = positionals,
    .npm_takes_value = npm_option_takes_value,
    .manual =
        "Takes npm's own options too (--userconfig=FILE, -g, --registry=URL). npm is not started. What npm would\n"
        "show and is a secret is shown masked.\n\n"
        "  e401 config list --sources\n"
        "  e401 config list -l --json",
    .run = run,
};

// npm's other name for it.
extern const Command config_ls_command;
constinit const Command config_ls_command{
    .name = "config ls",
    .summary = "config list",
    .options = config_options,
    .positionals = positionals,
    .npm_takes_value = npm_option_takes_value,
    .run = run,
    .hidden = true,
};

}  // namespace e401::cli
