// Registries that are not npm's own lack endpoints: audit, search, tokens. What fails then is that command alone;
// installs and publishes go other ways. An audit is refused with all kinds of statuses, so there it is told by what the
// same host gives to the same credential.
#include <algorithm>

#include "base/text.h"
#include "rules/lens_verdict.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool is_audit(const Concern& c) {
  return c.url && c.url->path.find("/-/npm/v1/security/") != std::string::npos;
}

// "npm search", "npm token"
std::string command_of(const Facts& facts, const Concern& c) {
  if (is_audit(c)) return "npm audit";
  return facts.log && !facts.log->command.empty() ? "npm " + base::printable(facts.log->command) : "this command";
}

// Something of the same host is read with what npm sends, and nothing there is refused.
bool rest_works(const Facts& facts, const Concern& c) {
  const auto same_host = [&](const Concern& o) { return &o != &c && o.host == c.host && o.purpose != Purpose::ping; };
  return std::any_of(facts.concerns.begin(), facts.concerns.end(),
                     [&](const Concern& o) { return same_host(o) && o.as_sent.ok(); }) &&
         std::none_of(facts.concerns.begin(), facts.concerns.end(),
                      [&](const Concern& o) { return same_host(o) && o.fails(); });
}

bool has_no_such_endpoint(const Concern& c) {
  const int status = c.status();
  return c.spec.empty() && !is_public_registry(c) && (status == 404 || status == 405 || status == 501);
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (c.purpose != Purpose::endpoint || !c.stopped_by.empty() || !c.verdict().trouble.empty()) continue;
    const bool refused_audit = is_audit(c) && c.status() < 500 && rest_works(facts, c);
    if (!has_no_such_endpoint(c) && !refused_audit) continue;
    const std::string command = command_of(facts, c);
    // An audit that is refused although the rest works may still be a matter of rights: only npm's own registry is
    // known to have one.
    findings::Finding f = about(facts, i, "endpoint-unsupported", has_no_such_endpoint(c) && !is_audit(c));
    f.title = is_audit(c) ? "only npm audit fails; what is installed from " + c.host + " can be read"
                          : c.host + " does not have what " + command + " asks for";
    f.why =
        "Not every registry has all of npm's endpoints. Packages are read and published by others, so no credential "
        "is the reason.";
    f.help = is_audit(c) ? "Ask those who run the registry whether it has an audit, or audit against one that has."
                         : "Use the registry's own page or tool for this, or ask another registry.";
    if (is_audit(c) && refused_audit && !has_no_such_endpoint(c))
      f.would_prove = "those who run the registry say whether it has an audit, or another credential is let through";
    add_registry_line(c, f.evidence);
    if (is_audit(c)) {
      f.fixes.push_back(manual("no-audit", "leave the audit out where it cannot work",
                               {"npm config set audit=false --location=project"}));
      f.fixes.push_back(
          manual("audit-elsewhere",
                 "or audit against the public registry (it learns the names and versions of all packages)"));
    } else {
      f.fixes.push_back(
          ask_server_admin("other-way", "do it by the registry's web page, or ask those who run it for the endpoint"));
    }
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_endpoint_unsupported;
const Rule rule_endpoint_unsupported{"endpoint-unsupported", check};

}  // namespace e401::rules
