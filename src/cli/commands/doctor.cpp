// `e401` and `e401 doctor`.
#include "cli/commands/common.h"
#include "cli/commands/recovery.h"
#include "cli/exit_code.h"

namespace e401::cli {
namespace {

constexpr Option options[] = {
    {.names = "--for",
     .argument = "COMMAND",
     .help = "the npm command to look at, instead of the one that failed last",
     .choices = "install|ci|publish|whoami|view|ping"},
    {.names = "--offline", .help = "ask no registry; judge by the files and npm's log"},
    {.names = "--trust-project", .help = "credentials may be tried at hosts that only this project's files name"},
    {.names = "--policy",
     .argument = "FILE",
     .help = "also apply this policy file (an organisation's e401.yaml)",
     .repeats = true},
    {.names = "--format",
     .argument = "FORMAT",
     .help = "how the answer is written",
     .choices = "text|json|sarif|github"},
    {.names = "--json", .help = "short for --format json"},
    {.names = "--no-log", .help = "do not look for a failed run in npm's debug logs"},
};
constexpr ExitStatus statuses[] = {
    {"0", "nothing is wrong"},
    {"1", "an error was found"},
    {"3", "a cause is likely but not proven, or something that mattered was skipped"},
};
constexpr Positional positionals[] = {
    {.name = "SPEC", .help = "a package to ask about, instead of the project's own", .repeats = true}};

std::optional<rules::Operation> operation_named(const std::optional<std::string>& name) {
  using rules::Operation;
  if (!name) return std::nullopt;
  for (Operation o :
       {Operation::install, Operation::ci, Operation::publish, Operation::whoami, Operation::view, Operation::ping})
    if (rules::name_of(o) == *name) return o;
  return std::nullopt;
}

int run(Context& context) {
  const Arguments& a = context.arguments;
  (void)end_interrupted_change(context);  // where it cannot: the files as they stand are what npm reads
  doctor::Question question;
  question.operation = operation_named(a.value("--for"));
  question.specs = a.positionals;
  question.offline = a.has("--offline");
  question.trust_project = a.has("--trust-project");
  const auto policies = named_policies(context);
  if (!policies) return exit_code::usage;
  question.policies = *policies;
  question.use_logs = !a.has("--no-log");
  question.npm_argv = a.npm_options;
  const doctor::Diagnosis d = diagnose_here(context, question);
  context.world.terminal.out(render(d.report, format_of(a), context, d.facts.config.local_prefix));
  return findings::exit_code(d.report);
}

}  // namespace

extern const Command doctor_command;
constinit const Command doctor_command{
    .name = "doctor",
    .summary = "says why the registry refused: the one cause, with file and line (what e401 does without a command)",
    .options = options,
    .positionals = positionals,
    .npm_takes_value = npm_option_takes_value,
    .is_npms = is_npms_option,
    .manual =
        "Reads exactly what npm reads, finds the newest run of npm in this project that failed, asks the hosts "
        "concerned again (GET only, ten "
        "seconds at most, a credential only where npm itself would send it) and names the cause.\n\n"
        "  e401\n"
        "  e401 doctor --for publish\n"
        "  e401 doctor --offline --json\n\n"
        "A credential goes to no host that only this project's files name. --trust-project allows it for one run; a "
        "line below trusted-hosts: in ~/.config/e401/config.yaml (HOST[:PORT][/PATH]) for this host and every run.",
    .statuses = statuses,
    .run = run,
};

}  // namespace e401::cli
