// `e401 why PKG|URL`.
#include "doctor/why.h"

#include "cli/commands/common.h"
#include "cli/exit_code.h"

namespace e401::cli {
namespace {

constexpr Option options[] = {{.names = "--json", .help = "the answer as JSON (e401.why/1)"}};
constexpr Positional positionals[] = {{.name = "TARGET",
                                       .help = "a package (@acme/widgets@^1, x@npm:y, x@https://...) or an address",
                                       .required = true,
                                       .repeats = true}};

int run(Context& context) {
  const npm::Config config = load_here(context, context.arguments.npm_options);
  std::vector<doctor::Why> answers;
  for (const std::string& target : context.arguments.positionals) answers.push_back(doctor::why(config, target));
  context.world.terminal.out(context.arguments.has("--json") ? doctor::render_why_json(answers)
                                                             : doctor::render_why_text(answers, style_of(context)));
  for (const doctor::Why& a : answers)
    if (!a.problems.empty()) return exit_code::found;
  return exit_code::healthy;
}

}  // namespace

extern const Command why_command;
constinit const Command why_command{
    .name = "why",
    .summary =
        "says which registry and which credential npm uses for a package or an address, and why every other lost",
    .options = options,
    .positionals = positionals,
    .npm_takes_value = npm_option_takes_value,
    .is_npms = is_npms_option,
    .manual =
        "Asks no one: it is computed from the configuration.\n\n  e401 why @acme/widgets\n  e401 why "
        "https://npm.acme.example/npm/x/-/x-1.0.0.tgz --json",
    .run = run,
};

}  // namespace e401::cli
