// `e401 fix`: change::mend between a diagnosis and the person. Everything that changes files lies in change/.
#include "change/mend.h"

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "change/state_folder.h"
#include "cli/commands/common.h"
#include "cli/commands/lint_here.h"
#include "cli/exit_code.h"
#include "doctor/tarball.h"
#include "npm/known_secrets.h"
#include "rules/rule.h"

namespace e401::cli {
namespace {

constexpr Option options[] = {
    {.names = "--dry-run", .help = "show what would change, write nothing"},
    {.names = "-y, --yes", .help = "answer yes where it would ask (never where only a person can decide)"},
    {.names = "--all", .help = "mend warnings too, and what lint finds in the files that npm reads here"},
    {.names = "--only",
     .argument = "CODE",
     .help = "mend this cause alone, also where it is only a warning, or found by lint",
     .is_cause = true},
    {.names = "--offline", .help = "ask no registry; judge by the files and npm's log"},
    {.names = "--trust-project", .help = "credentials may go to hosts that only this project's files name"},
    {.names = "--policy",
     .argument = "FILE",
     .help = "also apply this policy file (an organisation's e401.yaml)",
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

// Not a fault that only lint knows, of which no request fails.
bool may_be_cause(const std::string& code) {
  for (const rules::Rule& rule : rules::all_rules())
    if (rule.code == code) return rule.check != nullptr;
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

// What lint says of the files that npm reads here, but for what the report says already.
std::vector<findings::Finding> linted(Context& context, const doctor::Diagnosis& d,
                                      const std::vector<std::string>& policies, const findings::Report& report) {
  lint::Question question;
  question.project = d.facts.config.local_prefix;
  question.only_npms_files = true;
  std::vector<findings::Finding> out = lint_here(context, question, policies).findings;
  std::erase_if(out, [&](const findings::Finding& f) {
    const auto is_same = [&](const findings::Finding& other) {
      return other.code == f.code && !other.evidence.empty() && !f.evidence.empty() &&
             other.evidence.front().file == f.evidence.front().file &&
             other.evidence.front().line == f.evidence.front().line;
    };
    return std::any_of(report.findings.begin(), report.findings.end(), is_same);
  });
  return out;
}

// No request fails of it, so it is mended only where it is asked for.
void add_hygiene(std::vector<findings::Finding> linted, findings::Report& report) {
  for (findings::Finding& f : linted) {
    f.severity = findings::Severity::warning;
    report.findings.push_back(std::move(f));
  }
}

// A user name and password are not tried again after a change (directories lock accounts). What is wrong with their
// text can be seen without that.
void add_faults_of_untried(const doctor::Diagnosis& d, std::vector<findings::Finding> linted,
                           findings::Report& report) {
  const auto is_untried = [&](const std::string& host) {
    return std::any_of(d.facts.concerns.begin(), d.facts.concerns.end(), [&](const rules::Concern& c) {
      return c.host == host && c.decision.sent && c.decision.sent->kind == npm::CredentialKind::basic &&
             !c.as_sent.not_asked_why.empty();
    });
  };
  for (findings::Finding& f : linted) {
    if (!may_be_cause(f.code) || f.host.empty() || !is_untried(f.host)) continue;
    f.severity = findings::Severity::error;
    report.findings.push_back(std::move(f));
  }
  report.healthy = report.healthy && std::none_of(report.findings.begin(), report.findings.end(), [](const auto& f) {
                     return f.severity == findings::Severity::error;
                   });
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
    const bool has_changed = last != nullptr;
    last = std::make_shared<const doctor::Diagnosis>(diagnose_here(context, question));
    findings::Report report = last->report;
    if (has_changed) add_faults_of_untried(*last, linted(context, *last, question.policies, report), report);
    if (wanted.all || !wanted.only.empty()) add_hygiene(linted(context, *last, question.policies, report), report);
    return change::Diagnosed{std::move(report), last->facts.config, last->facts.own.trusted, last->facts.policies};
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
        "What no request fails of (an npmrc that others may read, a dead line, a secret in the project's .npmrc) is "
        "mended with --all, or by its name with --only.\n\n"
        "  e401 fix\n"
        "  e401 fix --dry-run\n"
        "  e401 fix --yes -- npm ci\n"
        "  e401 fix --only npmrc-readable-by-others\n"
        "  e401 fix --allow-credential npm.acme.example/npm/ //old.acme.example/:_authToken",
    .statuses = statuses,
    .run = run,
};

}  // namespace e401::cli
