// A token in the repository's .npmrc wins over the one of the user's own file for the same registry, and it is dead.
#include "rules/lens_shadow.h"
#include "rules/lens_values.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    const auto shadow = shadowed_credential(facts, c);
    if (!shadow || c.decision.sent->entry->layer != npm::Layer::project || !shadow->across_layers) continue;
    const npm::Entry& good = *shadow->good->considered.entry;
    findings::Finding f = about(facts, i, "project-npmrc-shadows-user", shadow->proven);
    f.title = "the project's .npmrc has a credential for " + c.host + " that is refused, and it hides the one in " +
              where_words(facts, good);
    f.why =
        "The project's .npmrc is stronger than yours, so npm sends the project's credential even after you have logged "
        "in.";
    f.help =
        "Delete the credential from the project's file. A token in a repository should be revoked: it stays in the "
        "history.";
    describe_shadow(facts, c, *shadow, f);
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_project_npmrc_shadows_user;
const Rule rule_project_npmrc_shadows_user{"project-npmrc-shadows-user", check};

}  // namespace e401::rules
