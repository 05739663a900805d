// `e401 run -- COMMAND...`: the command as it is, and on an authentication failure the diagnosis of exactly that
// failure, in the folder where it happened. npm's own log is the source (the newest since the start, of this folder or
// one below); where logs are off, what the command printed.
#include "base/text.h"
#include "cli/commands/common.h"
#include "cli/exit_code.h"
#include "doctor/child_run.h"

namespace e401::cli {
namespace {

constexpr Option options[] = {
    {.names = "--trust-project", .help = "credentials may be tried at hosts that only this project's files name"},
    {.names = "--offline", .help = "ask no registry afterwards; judge by the files and npm's log"},
};

constexpr ExitStatus statuses[] = {{"N", "that of the command"}, {"127", "the command could not be started"}};

// Arguments of npm in a command line: "npm ci --x" -> ci --x; "npx", scripts and other programs: nothing to compare.
std::vector<std::string> npm_words(const std::vector<std::string>& command) {
  if (command.empty()) return {};
  const std::string name = command[0].substr(command[0].rfind('/') + 1);
  return name == "npm" ? std::vector<std::string>(command.begin() + 1, command.end()) : std::vector<std::string>();
}

// What is asked of doctor about this end; run stays empty if it was none of our business.
doctor::Question question_after(Context& context, const world::ProgramEnd& end, const npm::Config& config,
                                std::int64_t started_s) {
  const std::vector<std::string>& command = context.arguments.command;
  doctor::Question question;
  question.trust_project = context.arguments.has("--trust-project");
  question.offline = context.arguments.has("--offline");
  // What was printed, or lies in the project, may be anybody's text: the command line that counts without npm's own log
  // is the one that was typed.
  question.npm_argv = npm_words(command);
  if (auto found = doctor::find_run_of_child(context.world, config, npm_words(command), started_s)) {
    question.run = std::move(found->run);
    question.run_log_path = std::move(found->log_path);
    question.run_age_s = found->age_s;
    return question;
  }
  npm::LoggedRun printed = npm::parse_log(end.output);
  if (printed.client != "npm" || !doctor::concerns_access(printed)) return question;
  if (printed.command.empty() && !question.npm_argv.empty()) printed.command = question.npm_argv.front();
  question.run = std::move(printed);
  return question;
}

// The diagnosis belongs to the folder that the command had gone to.
doctor::Diagnosis diagnose_there(Context& context, const doctor::Question& question) {
  world::World there{context.world};
  if (!question.run->cwd.empty()) there.environment.cwd = question.run->cwd;
  Context in_there{.world = there,
                   .redactor = context.redactor,
                   .arguments = context.arguments,
                   .commands = context.commands,
                   .colour = context.colour};
  return diagnose_here(in_there, question);
}

std::string words_without_findings(const doctor::Question& question, const findings::TextStyle& style) {
  const npm::LoggedRun& run = *question.run;
  const std::string& log = question.run_log_path.empty() ? run.log_path : question.run_log_path;
  return "\ne401: npm failed" + (run.error_code.empty() ? "" : " with " + base::printable(run.error_code)) +
         ", and nothing that e401 asked explains it; what the text says: " +
         (log.empty() ? "npm's output, given to e401 explain -" : "e401 explain " + findings::shown_path(log, style)) +
         "\n";
}

int run(Context& context) {
  const std::int64_t started_s = context.world.clock.now_s();
  world::ProgramRun program;
  program.argv = context.arguments.command;
  program.tee_output = true;
  const auto end = context.world.programs.run(program);
  if (!end) {
    context.world.terminal.err("e401: cannot run " + base::printable(program.argv.front()) + ": " + end.error().what +
                               "\n");
    return 127;  // as a shell says it
  }
  if (end->exit_code == 0) return 0;
  const npm::Config config = load_here(context);
  const doctor::Question question = question_after(context, *end, config, started_s);
  if (!question.run) return end->exit_code;
  const doctor::Diagnosis d = diagnose_there(context, question);
  const findings::TextStyle style = style_of(context);
  const bool refused = npm::is_about_access(question.run->error_code) || npm::fails_without_code(*question.run);
  if (!d.report.findings.empty())
    context.world.terminal.err("\n" + findings::render_text(d.report, style));
  else if (refused)
    context.world.terminal.err(words_without_findings(question, style));
  return end->exit_code;
}

}  // namespace

extern const Command run_command;
constinit const Command run_command{
    .name = "run",
    .summary = "runs a command; if the registry refuses, says why",
    .options = options,
    .tail = Tail::command_only,
    .manual =
        "The command runs unchanged: its terminal and its signals are its own. Nothing is printed when it "
        "succeeds.\n\n  e401 run -- npm ci\n  e401 run make release",
    .statuses = statuses,
    .run = run,
};

}  // namespace e401::cli
