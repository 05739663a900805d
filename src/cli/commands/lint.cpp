// `e401 lint`: for pre-commit hooks and CI.
#include "base/limits.h"
#include "base/text.h"
#include "cli/commands/common.h"
#include "cli/commands/lint_here.h"
#include "cli/exit_code.h"
#include "cli/source_root.h"
#include "lint/baseline.h"

namespace e401::cli {
namespace {

constexpr Option options[] = {
    {.names = "--format",
     .argument = "FORMAT",
     .help = "how the answer is written",
     .choices = "text|json|sarif|github"},
    {.names = "--json", .help = "short for --format json"},
    {.names = "--policy",
     .argument = "FILE",
     .help = "also apply this policy file (an organisation's e401.yaml)",
     .repeats = true},
    {.names = "--baseline", .argument = "FILE", .help = "leave out the findings that this file lists"},
    {.names = "--write-baseline",
     .argument = "FILE",
     .help = "write the present findings into a new file, and say nothing of them"},
};
constexpr ExitStatus statuses[] = {
    {"0", "no error was found; there may be warnings"},
    {"1", "an error was found"},
    {"3", "something that mattered could not be read"},
};
constexpr Positional positionals[] = {
    {.name = "PATH", .help = "files or folders, instead of the whole project", .repeats = true, .is_file = true}};

std::string absolute(const std::string& path, const std::string& cwd) {
  std::string out = path.starts_with('/') ? path : path == "." ? cwd : cwd + "/" + path;
  while (out.size() > 1 && out.ends_with('/')) out.pop_back();
  return out;
}

int fail_with(const Context& context, const base::Error& error, int code) {
  context.world.terminal.err("e401: " + base::printable(error.text()) + "\n");
  return code;
}

int write_baseline(const Context& context, const findings::Report& report, const std::string& path,
                   const std::string& root) {
  const std::string text = lint::write_baseline(report, root);
  if (auto written = context.world.files.create(path, text, 0644); !written)
    return fail_with(context, written.error(), exit_code::unproven);
  context.world.terminal.out("wrote " + base::counted(report.findings.size(), "finding") + " to " +
                             base::printable(path) + "\n");
  return exit_code::healthy;
}

int run(Context& context) {
  const Arguments& a = context.arguments;
  const world::World& world = context.world;
  const std::string& cwd = world.environment.cwd;
  lint::Question question;
  for (const std::string& path : a.positionals) question.paths.push_back(absolute(path, cwd));
  question.project = load_here(context).local_prefix;
  if (question.project.empty()) question.project = cwd;

  const auto policies = named_policies(context);
  if (!policies) return exit_code::usage;
  findings::Report report = lint_here(context, question, *policies);

  const std::string root = source_root(world.environment, world.files, question.project);
  if (const auto path = a.value("--write-baseline")) return write_baseline(context, report, absolute(*path, cwd), root);
  if (const auto path = a.value("--baseline")) {
    const auto text = world.files.read(absolute(*path, cwd), limits::lint_baseline_max_bytes);
    if (!text) return fail_with(context, text.error(), exit_code::unproven);
    const auto baseline = lint::read_baseline(*text, *path);
    if (!baseline) return fail_with(context, baseline.error(), exit_code::usage);
    lint::apply_baseline(*baseline, root, report);
  }
  world.terminal.out(render(report, format_of(a), context, question.project));
  return findings::exit_code(report);
}

}  // namespace

extern const Command lint_command;
constinit const Command lint_command{
    .name = "lint",
    .summary = "finds secrets and faults in the files of a checkout, without any request: for pre-commit and CI",
    .options = options,
    .positionals = positionals,
    .manual =
        "Looks into every file that git tracks or does not ignore (read from .git and the .gitignore files; git is not "
        "started), and where a file was edited after `git add` for secrets in what was added, too, "
        "and at npm's configuration as npm would read it here. Nothing is sent, started or changed. Read of git are "
        ".git "
        "(also a worktree's file), its index, info/exclude, core.excludesFile and the configuration that names it "
        "(includeIf left out). Not "
        "looked into: .git, node_modules, other repositories inside of this one, links, binary files, files above 1 "
        "MiB.\n\n"
        "In an npmrc every literal credential counts, elsewhere only tokens whose form or checksum makes them certain. "
        "What is wrong in "
        "your own ~/.npmrc or in a variable is a warning: the checkout is not to blame.\n\n"
        "An organisation's e401.yaml (in the checkout, named by --policy, or by ~/.config/e401/config.yaml) is held "
        "against "
        "all of it.\n\n"
        "  e401 lint\n"
        "  e401 lint --format github\n"
        "  e401 lint --write-baseline .e401-baseline.json\n"
        "  e401 lint --baseline .e401-baseline.json",
    .statuses = statuses,
    .run = run,
};

}  // namespace e401::cli
