// Decisive: the credential is ${NAME}, NAME is empty (where a provider leaves secrets out altogether: not set), and the
// environment says that this run is a fork's or Dependabot's, to which CI providers give no secrets.
#include "rules/lens_variables.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

// On GitHub a withheld secret is an empty text; elsewhere the variable is missing, and npm sends its name.
std::optional<Drained> withheld(const Facts& facts, std::size_t i, const std::vector<Meant>& meant) {
  const Concern& c = facts.concerns[i];
  if (!credential_could_help(c)) return std::nullopt;
  if (nothing_sent(c)) {
    const auto drained = drained_by_variable(facts, c, meant);
    return drained && (drained->set || facts.ci.provider != "github") ? drained : std::nullopt;
  }
  if (facts.ci.provider == "github" || !sent_and_refused(c)) return std::nullopt;
  for (const npm::Entry* e : {c.decision.sent->entry, c.decision.sent->username_entry})
    if (e)
      if (const auto* use = unset_variable(*e)) return Drained{e, use->name, false};
  return std::nullopt;
}

void check(const Facts& facts, findings::Findings& out) {
  if (!facts.ci.untrusted_run) return;
  const std::vector<Meant> meant = meant_credentials(facts);
  for (const std::size_t i : failing(facts)) {
    const auto drained = withheld(facts, i, meant);
    if (!drained) continue;
    findings::Finding f = about(facts, i, "secrets-withheld-untrusted-run", true);
    f.title = "the secret behind " + drained->variable + " is not handed to a run of a fork or of Dependabot";
    f.evidence = {at(*drained->entry, drained->variable + (drained->set ? " is empty" : " is not set"))};
    if (drained->set) f.evidence.push_back(at_variable(drained->variable, "empty"));
    f.evidence.push_back(at_variable(facts.ci.untrusted_evidence, "says whose run it is"));
    add_registry_line(facts.concerns[i], f.evidence, "the registry that is asked");
    f.why =
        "A pull request may change the code that runs, so CI providers withhold secrets from runs that strangers "
        "start. The same workflow works on the repository's own branches.";
    f.help =
        "Do not hand the secret to such runs by force. Make the install possible without it, or let someone with write "
        "access start the run.";
    f.fixes = {manual("dependabot-secret",
                      "for Dependabot: store a read-only token as a Dependabot secret of the same name (Settings, "
                      "Secrets and variables, Dependabot)"),
               manual("skip-for-forks",
                      "for forks: leave out the steps that need private packages, or read the packages from a registry "
                      "that asks for no credential")};
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_secrets_withheld_untrusted_run;
const Rule rule_secrets_withheld_untrusted_run{"secrets-withheld-untrusted-run", check};

}  // namespace e401::rules
