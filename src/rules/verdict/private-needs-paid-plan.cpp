// 402: a scoped package is published as private (npm's default for a scope) by an account without a plan, or a private
// package is read after the plan has ended.
#include "base/text.h"
#include "rules/lens_verdict.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

// publishConfig.access of the package, where it asks for a private one.
const base::Json* private_access(const OwnPackage& own) {
  const base::Json* access = own.json ? own.json->find_path({"publishConfig", "access"}) : nullptr;
  return access && access->is_string() && access->text != "public" ? access : nullptr;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (c.status() != 402) continue;
    findings::Finding f = about(facts, i, "private-needs-paid-plan", true);
    const bool publishing = c.purpose == Purpose::publish;
    f.title = publishing ? "private packages of " +
                               (c.spec.scope.empty() ? std::string("this account") : base::printable(c.spec.scope)) +
                               " need a paid plan"
                         : "the plan that this package needs is not paid";
    f.why = publishing ? "A scoped package is private unless it is said to be public, and " + c.host +
                             " takes private packages of paying accounts only."
                       : c.host + " answers 402 (Payment Required): credentials are not the reason.";
    f.help = publishing
                 ? "If the package is meant for everybody, publish it as public; else the organization needs a plan."
                 : "Ask the owner of the package or of the subscription.";
    add_registry_line(c, f.evidence);
    const OwnPackage own = package_of(facts, c);
    if (const base::Json* access = publishing ? private_access(own) : nullptr)
      f.evidence.push_back(at(own.source->place(access->span.begin), "asks for a private package"));
    if (publishing)
      f.fixes.push_back(manual("publish-public", "publish it as a public package", {"npm publish --access public"}));
    f.fixes.push_back(
        manual("buy-plan", publishing ? "take out a plan for the organization that owns the scope (npmjs.com, Billing)"
                                      : "have the plan renewed by the owner of the package's organization"));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_private_needs_paid_plan;
const Rule rule_private_needs_paid_plan{"private-needs-paid-plan", check};

}  // namespace e401::rules
