// Only `npm whoami` fails: the registry has no such endpoint, or none for this kind of token. Installing is another
// question.
#include "base/shell.h"
#include "rules/lens_verdict.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (c.purpose != Purpose::whoami || !c.sent() || !c.stopped_by.empty()) continue;
    const int status = c.status();
    const Verdict v = weigh(facts, c);
    const bool no_endpoint = status == 404 || status == 405 || status == 501;
    if (!no_endpoint && status != 403) continue;
    if (v.family->whoami.value == providers::Has::yes && !no_endpoint) continue;
    const bool proven = no_endpoint && v.family->whoami.value == providers::Has::no && v.family->whoami.sure();
    findings::Finding f = about(facts, i, "whoami-unsupported-by-registry", proven);
    f.title = family_or_host(c, *v.family) +
              (no_endpoint ? " does not answer npm whoami" : " does not answer npm whoami for this token");
    f.why = no_endpoint ? "The registry has no such endpoint. This says nothing about the credential: packages may be "
                          "read and published all the same."
                        : "Some kinds of token may read and publish, but not ask for their name.";
    f.help = "Ask for a package in place of the name: `npm view PACKAGE version`.";
    if (!proven) f.would_prove = "a private package of this registry can be read with the same credential";
    add_registry_line(c, f.evidence, "has no whoami");
    f.fixes.push_back(
        manual("ask-for-package", "test the credential with a package that only it can read",
               {"npm view PACKAGE version " + base::shell_word("--registry=" + npm::shown_url(c.registry.url))}));
    f.fixes.push_back(ask_server_admin(
        "skip-check", "tell the tool that asks (semantic-release, lerna, np) to leave its whoami check out"));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_whoami_unsupported_by_registry;
const Rule rule_whoami_unsupported_by_registry{"whoami-unsupported-by-registry", check};

}  // namespace e401::rules
