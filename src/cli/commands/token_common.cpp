#include "cli/commands/token_common.h"

#include <algorithm>

#include "base/text.h"
#include "change/apply.h"
#include "change/state_folder.h"
#include "cli/commands/recovery.h"
#include "cli/exit_code.h"

namespace e401::cli {

std::optional<npm::Config> load_for_account(Context& context, Recovery recovery) {
  if (recovery == Recovery::first && !end_interrupted_change(context)) return std::nullopt;
  npm::Config config = load_here(context, context.arguments.npm_options);
  for (const auto& error : {config.load_error, config.validate_error}) {
    if (!error) continue;
    context.world.terminal.err("e401: npm would not start here, so a credential would be of no use: " +
                               base::printable(error->message, true) + "\n      `e401 fix` mends that\n");
    return std::nullopt;
  }
  return config;
}

namespace {

bool gets_a_secret(const findings::FileChange& change) {
  return std::any_of(change.edits.begin(), change.edits.end(), [](const auto& e) { return !e.replacement.empty(); });
}

base::Result<void> apply_all(Context& context, const std::vector<findings::FileChange>& changes) {
  if (changes.empty()) return {};
  const auto folder = change::state_folder(context.world.environment);
  if (!folder) return base::fail("there is no home folder, so nothing can be written safely");
  // As npm itself does with the user's file, and before the secret is in it: nobody else's eyes belong there. New files
  // are so from the start.
  for (const findings::FileChange& change : changes)
    if (gets_a_secret(change)) TRY(context.world.files.restrict_mode(change.path, 0600));
  change::ApplyOptions options;
  options.state_folder = *folder;
  options.now_s = context.world.clock.now_s();
  TRY_AS(const change::Applied applied,
         when_free(context.world.clock, [&] { return change::apply(context.world.files, changes, options); }));
  if (!applied.trouble.empty()) context.world.terminal.err("e401: " + base::printable(applied.trouble) + "\n");
  return {};
}

}  // namespace

account::Hands hands_of(Context& context) {
  account::Hands hands;
  hands.apply = [&context](const std::vector<findings::FileChange>& changes) { return apply_all(context, changes); };
  hands.reload = [&context] { return load_here(context, context.arguments.npm_options); };
  hands.state_folder = change::state_folder(context.world.environment).value_or("");
  hands.learn = [&context](const base::Secret& secret) { context.redactor.learn(secret); };
  return hands;
}

void tell_own_config(Context& context, const account::Session& session) {
  for (const policy::Complaint& complaint : session.own().complaints)
    context.world.terminal.err("e401: your configuration does not count: " + base::printable(complaint.text()) + "\n");
}

std::string with_at(std::string scope) {
  return scope.empty() || scope.starts_with('@') ? scope : "@" + scope;
}

RegistryWanted wanted_registry(const npm::Config& config, const std::optional<std::string>& given,
                               const std::string& scope) {
  if (given) return {*given, true};
  if (!scope.empty())
    if (const npm::Value v = config.flat(scope + ":registry"); v.string() && !v.string()->empty())
      return {*v.string(), false};
  return {config.registry(), false};
}

int say_failure(Context& context, const base::Error& error) {
  context.world.terminal.err(
      "e401: " + base::printable(findings::with_short_paths(error.text(), style_of(context)), true) + "\n");
  return error.code == "unproven" || error.code == "untrusted" || error.code == "no-flow" ? exit_code::unproven
                                                                                          : exit_code::found;
}

}  // namespace e401::cli
