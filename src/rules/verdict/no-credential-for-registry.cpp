// The registry wants a credential and no layer of the configuration has one for it. The last rule: whatever shows that
// one was meant to be there, under another key, in another file, is an earlier one.
#include "rules/lens_verdict.h"
#include "rules/new_credential.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

std::optional<bool> proof_of(const Concern& c, const Verdict& v) {  // nullopt: not this rule's case
  if (c.stopped_by == "ENEEDAUTH") return true;
  if (!c.stopped_by.empty()) return std::nullopt;
  const int status = c.status();
  if (status == 401 || status == 403) return v.meaning.says != providers::Says::policy;
  if (status == 404 && v.meaning.says != providers::Says::absent && hidden_404(c, *v.family)) return false;
  return std::nullopt;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!nothing_sent(c)) continue;
    const Verdict v = weigh(facts, c);
    const auto proven = proof_of(c, v);
    if (!proven) continue;
    findings::Finding f = about(facts, i, "no-credential-for-registry", *proven);
    f.title = "no credential is configured for " + c.host;
    f.why = c.status() == 404 ? "This registry says 404 to whoever may not see a package, and npm sends nothing there "
                                "that could tell who asks."
            : v.family->id == "github"
                ? "GitHub Packages wants a token even for public packages, and no layer of the configuration has one "
                  "for it."
                : "The registry wants to know who asks, and no layer of the configuration has a credential for it.";
    f.help = "Log in, or put a token into your user npmrc, not into the project's.";
    if (!*proven) f.would_prove = "with a credential the package is there";
    add_registry_line(c, f.evidence, "no credential for this address");
    if (c.from_lockfile && c.registry.entry && c.registry.parsed && c.registry.parsed->host_port() == c.host)
      f.evidence.push_back(at(*c.registry.entry, "no credential for this registry"));
    if (c.registry.entry == nullptr && !c.named_at.file.empty() && !c.from_publish_config)
      f.evidence.push_back(at(c.named_at, "asked for here"));
    f.fixes.push_back(new_credential(facts, c));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_no_credential_for_registry;
const Rule rule_no_credential_for_registry{"no-credential-for-registry", check};

}  // namespace e401::rules
