#include "cli/commands/lint_here.h"

#include "doctor/doctor.h"
#include "npm/known_secrets.h"

namespace e401::cli {
namespace {

// As npm would start in that folder; nothing is asked over the network.
rules::Facts facts_in(const world::World& world, const std::string& folder, const std::vector<std::string>& policies,
                      std::vector<findings::Skipped>& skipped) {
  world::World there = world;
  there.environment.cwd = folder;
  doctor::Question question;
  question.offline = true;
  question.use_logs = false;
  question.policies = policies;
  return doctor::gather(there, question, skipped);
}

void learn_secrets(const Context& context, const rules::LintFacts& facts) {
  std::vector<base::Secret> all;
  for (const rules::WrittenSecret& s : facts.secrets) all.push_back(s.value);
  for (const rules::LintedFile& file : facts.npmrcs) npm::add_secrets_of(*file.document, all);
  for (const rules::Facts& project : facts.projects) {
    for (base::Secret& s : npm::known_secrets(project.config)) all.push_back(std::move(s));
    for (const rules::StrayFile& stray : project.strays) npm::add_secrets_of(*stray.document, all);
  }
  for (const base::Secret& s : all) context.redactor.learn(s);
}

}  // namespace

findings::Report lint_here(Context& context, const lint::Question& question, const std::vector<std::string>& policies) {
  std::vector<findings::Skipped> skipped;
  const auto facts_of = [&](const std::string& folder, std::vector<findings::Skipped>& s) {
    return facts_in(context.world, folder, policies, s);
  };
  const rules::LintFacts facts = lint::gather(context.world, question, facts_of, skipped);
  learn_secrets(context, facts);
  return lint::judge(facts, std::move(skipped));
}

}  // namespace e401::cli
