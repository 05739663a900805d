#include "base/shell.h"
#include "rules/lens.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

// The last of all: a request fails, and no rule knows why. "Not proven" is an answer; silence would not be.
void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    findings::Finding f = about(facts, i, "unexplained-refusal", false);
    f.title = c.host.empty() ? "this request fails, and the cause is not proven"
                             : c.host + " refuses, and the cause is not proven";
    f.why = "what the files say and what the host answers fits more than one cause";
    const std::string why_command =
        "e401 why " + base::shell_word(c.spec.empty() ? npm::shown_url(c.url_text) : c.spec.name);
    f.help = "`" + why_command + "` shows what is sent; `e401 report` collects what a maintainer needs";
    f.would_prove = "the same request from a machine or account on which it works";
    add_registry_line(c, f.evidence, "asked because of this line");
    if (c.decision.sent && c.decision.sent->entry)
      f.evidence.push_back(at(*c.decision.sent->entry, "the credential that is sent"));
    f.fixes.push_back(manual("look", "compare with a machine on which it works", {why_command}));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_unexplained_refusal;
const Rule rule_unexplained_refusal{"unexplained-refusal", check};

}  // namespace e401::rules
