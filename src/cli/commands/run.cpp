// `e401 run -- COMMAND...`: the command as it is, and on an authentication failure the diagnosis of exactly that failure. npm's own log is
// the source (the newest since the start, of this folder, with the child's arguments); where logs are off, what the command printed.
#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "cli/commands/common.h"
#include "cli/exit_code.h"
#include "doctor/failing_run.h"

namespace e401::cli {
namespace {

constexpr Option options[] = {
    {.names = "--trust-project", .help = "credentials may be tried at hosts that only this project's files name"},
    {.names = "--offline", .help = "ask no registry afterwards; judge by the files and npm's log"},
};

// Arguments of npm in a command line: "npm ci --x" -> ci --x; "npx", scripts and other programs: nothing to compare.
std::vector<std::string> npm_words(const std::vector<std::string>& command) {
  if (command.empty()) return {};
  const std::string name = command[0].substr(command[0].rfind('/') + 1);
  return name == "npm" ? std::vector<std::string>(command.begin() + 1, command.end()) : std::vector<std::string>();
}

std::optional<doctor::FailingRun> run_of(Context& context, const npm::Config& config, const std::vector<std::string>& command, std::int64_t started_s) {
  const auto found = doctor::find_failing_run(context.world, config);
  if (!found || context.world.clock.now_s() - found->age_s < started_s) return std::nullopt;
  const std::vector<std::string> words = npm_words(command);
  if (!words.empty() && !found->run.argv.empty() && found->run.argv.front() != words.front()) return std::nullopt;
  return found;
}

int run(Context& context) {
  const std::int64_t started_s = context.world.clock.now_s();
  world::ProgramRun program;
  program.argv = context.arguments.command;
  program.tee_output = true;
  const auto end = context.world.programs.run(program);
  if (!end) {
    context.world.terminal.err("e401: cannot run " + base::printable(program.argv.front()) + ": " + end.error().what + "\n");
    return 127;   // as a shell says it
  }
  if (end->exit_code == 0) return 0;
  const npm::Config config = load_here(context);
  doctor::Question question;
  question.trust_project = context.arguments.has("--trust-project");
  question.offline = context.arguments.has("--offline");
  if (auto found = run_of(context, config, program.argv, started_s)) {
    question.run = std::move(found->run);
    question.run_log_path = found->log_path;
    question.run_age_s = found->age_s;
  } else {
    npm::LoggedRun printed = npm::parse_log(end->output);
    if (!doctor::concerns_registry(printed)) return end->exit_code;
    if (printed.argv.empty()) printed.argv = npm_words(program.argv);
    if (printed.command.empty() && !printed.argv.empty()) printed.command = printed.argv.front();
    question.run = std::move(printed);
  }
  if (!doctor::concerns_registry(*question.run)) return end->exit_code;
  const doctor::Diagnosis d = diagnose_here(context, question);
  if (d.report.findings.empty()) return end->exit_code;
  context.world.terminal.err("\n" + findings::render_text(d.report, style_of(context)));
  return end->exit_code;
}

}  // namespace

extern const Command run_command;
constinit const Command run_command{
    .name = "run",
    .summary = "runs a command; if the registry refuses, says why",
    .options = options,
    .tail = Tail::command_only,
    .manual = "The command runs unchanged: its terminal, signals and exit code are its own. Nothing is printed when it succeeds.\n\n  e401 run -- npm ci\n  e401 run make release",
    .run = run,
};

}  // namespace e401::cli
