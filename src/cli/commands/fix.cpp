// `e401 fix`: change::mend between a diagnosis and the person. Everything that changes files lies in change/.
#include "change/mend.h"

#include <memory>

#include "base/text.h"
#include "change/state_folder.h"
#include "cli/commands/common.h"
#include "cli/exit_code.h"
#include "doctor/tarball.h"
#include "npm/known_secrets.h"
#include "rules/rule.h"

namespace e401::cli {
namespace {

constexpr Option options[] = {
    {.names = "--dry-run", .help = "show what would change, write nothing"},
    {.names = "-y, --yes", .help = "say yes to what would be asked (never to what only a person can decide)"},
    {.names = "--all", .help = "mend warnings too"},
    {.names = "--only", .argument = "CODE", .help = "mend this cause alone, also where it is only a warning"},
    {.names = "--offline", .help = "ask no registry; judge by the files and npm's log"},
    {.names = "--trust-project", .help = "credentials may go to hosts that only this project's files name"},
    {.names = "--policy",
     .argument = "FILE",
     .help = "an organisation's file (e401.yaml) that is to hold too",
     .repeats = true},
    {.names = "--allow-credential",
     .argument = "HOST/PATH",
     .help = "file a credential under this host and path too; the key it has now follows as SPEC"},
};
constexpr ExitStatus statuses[] = {
    {"0", "nothing is left"},
    {"1", "something remains"},
    {"3", "refused (a consent is missing, a file could not be changed), or not proven"},
};
constexpr Positional positionals[] = {
    {.name = "SPEC",
     .help = "a package to ask about, instead of the project's own; after --allow-credential: the existing key",
     .repeats = true}};

bool is_code(const std::string& code) {
  for (const rules::Rule& rule : rules::all_rules())
    if (rule.code == code) return true;
  return false;
}

// npm's arguments of the command that is to be run again, if it is npm's.
std::vector<std::string> npm_words(const std::vector<std::string>& command) {
  if (command.empty() || command[0].substr(command[0].rfind('/') + 1) != "npm") return {};
  return {command.begin() + 1, command.end()};
}

int exit_code_of(change::Ending ending) {
  switch (ending) {
    case change::Ending::nothing_left:
      return exit_code::healthy;
    case change::Ending::something_remains:
      return exit_code::found;
    case change::Ending::usage:
      return exit_code::usage;
    case change::Ending::not_proven:
    case change::Ending::refused:
      break;
  }
  return exit_code::unproven;
}

int say_usage(Context& context, const std::string& text) {
  context.world.terminal.err("e401: " + text + "\n");
  return exit_code::usage;
}

int run(Context& context) {
  const Arguments& a = context.arguments;
  change::MendOptions wanted;
  wanted.dry_run = a.has("--dry-run");
  wanted.yes = a.has("--yes");
  wanted.all = a.has("--all");
  wanted.only = a.value("--only").value_or("");
  wanted.trust_project = a.has("--trust-project");
  wanted.command = a.command;
  wanted.style = style_of(context);
  if (!wanted.only.empty() && !is_code(wanted.only))
    return say_usage(context, "there is no cause '" + base::printable(wanted.only) + "' (e401 explain lists them)");
  const auto state = change::state_folder(context.world.environment);
  if (!state) {
    context.world.terminal.err(
        "e401: there is neither HOME nor XDG_STATE_HOME: no place for backups, so nothing is changed\n");
    return exit_code::unproven;
  }
  wanted.state_folder = *state;

  doctor::Question question;
  question.specs = a.positionals;
  question.offline = a.has("--offline");
  question.trust_project = wanted.trust_project;
  const auto policies = named_policies(context);
  if (!policies) return exit_code::usage;
  question.policies = *policies;
  question.npm_argv = npm_words(a.command);
  if (const auto place = a.value("--allow-credential")) {
    if (a.positionals.size() > 1) return say_usage(context, "--allow-credential takes one key");
    wanted.allow = change::AllowCredential{*place, a.positionals.empty() ? "" : a.positionals[0]};
    question.specs.clear();
  }

  std::shared_ptr<const doctor::Diagnosis> last;
  change::Doors doors;
  doors.diagnose = [&] {
    question.log_is_past = last != nullptr;
    if (last) question.project_had_changed = last->facts.project_changed_since_log;
    last = std::make_shared<const doctor::Diagnosis>(diagnose_here(context, question));
    return change::Diagnosed{last->report, last->facts.config, last->facts.own.trusted, last->facts.policies};
  };
  doors.fetch_tarball = [&](const std::string& address) {
    return doctor::fetch_tarball(context.world, last->facts, address);
  };
  doors.learn = [&](const base::Secret& secret) { context.redactor.learn(secret); };
  return exit_code_of(change::mend(context.world, doors, wanted));
}

}  // namespace

extern const Command fix_command;
constinit const Command fix_command{
    .name = "fix",
    .summary = "mends what doctor finds: shows the change, asks, writes, and looks again",
    .options = options,
    .positionals = positionals,
    .tail = Tail::command,
    .manual =
        "Shows each change as a diff with secrets masked, and asks wherever a credential would go to a host, port or "
        "path to which it did not go before. All files of a change are written or none, also when e401 is killed in "
        "between: the next `e401` or `e401 fix` finishes or undoes it. What a file was before lies in "
        "~/.local/state/e401/backups "
        "(the newest ten of each file, readable by you only).\n\n"
        "A credential is filed under another host only if you name both: --allow-credential HOST/PATH KEY. --yes does "
        "not say yes where only files of this project name the registry; --trust-project does, and so does a line "
        "below "
        "trusted-hosts: in ~/.config/e401/config.yaml (HOST[:PORT][/PATH]). "
        "What an organisation's e401.yaml forbids is not made, whatever is said on the command line.\n\n"
        "  e401 fix\n"
        "  e401 fix --dry-run\n"
        "  e401 fix --yes -- npm ci\n"
        "  e401 fix --allow-credential npm.acme.example/npm/ //old.acme.example/:_authToken",
    .statuses = statuses,
    .run = run,
};

}  // namespace e401::cli
