// The registry knows the token and wants a second factor for this: a one-time password, or a token that may do without.
#include "rules/lens_values.h"
#include "rules/lens_verdict.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

std::string command_words(const Concern& c) {
  switch (c.operation) {
    case Operation::publish:
      return "npm publish --otp=CODE";
    case Operation::whoami:
      return "npm whoami --otp=CODE";
    case Operation::ci:
      return "npm ci --otp=CODE";
    default:
      return "npm install --otp=CODE";
  }
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    const Verdict v = weigh(facts, c);
    const bool by_npm = c.verdict().node_code == "EOTP";
    if (!by_npm && v.meaning.says != providers::Says::second_factor) continue;
    const bool wants_code = by_npm || c.status() == 401;
    findings::Finding f = about(facts, i, "otp-required", by_npm || v.meaning.sure());
    f.title = wants_code ? c.host + " wants a one-time password for this"
                         : c.host + " wants a second factor, or a token that may do without";
    f.why = "The token is known there; what is missing is the second factor of the account or the package.";
    f.help = facts.ci.provider.empty()
                 ? "Run the command with a code of your authenticator, or answer npm's question in the browser."
                 : "Nobody can type a code in CI: use trusted publishing, or a granular token with \"Bypass two-factor "
                   "authentication\".";
    if (c.sent() && c.decision.sent->entry)
      f.evidence.push_back(at(*c.decision.sent->entry, "is accepted, without a second factor"));
    if (wants_code)
      f.fixes.push_back(manual("give-otp", "run the command again with a one-time password", {command_words(c)}));
    f.fixes.push_back(
        manual("bypass-token",
               "for CI: set up trusted publishing for the package, or make a granular token with read and write "
               "permission and \"Bypass two-factor authentication\" (www.npmjs.com, Access Tokens)"));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_otp_required;
const Rule rule_otp_required{"otp-required", check};

}  // namespace e401::rules
