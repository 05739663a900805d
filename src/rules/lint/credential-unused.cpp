// A credential in a project's file for a host that no route of the project leads to. A person's own file may hold those
// of other projects; the project's file is this project's alone. A lockfile's host, or one that differs only in what
// other rules explain, is not unused.
#include <algorithm>

#include "base/text.h"
#include "rules/lint_lens.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool is_in_lockfile(const Facts& facts, const std::string& host) {
  return facts.lockfile && std::any_of(facts.lockfile->packages.begin(), facts.lockfile->packages.end(),
                                       [&](const npm::LockedPackage& p) {
                                         return p.resolved.find("//" + host + "/") != std::string_view::npos;
                                       });
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for (const Facts& project : facts.projects)
    for (const Keyed& k : unused_credentials(project)) {
      const std::string& file = k.entry->place.file;
      if (!k.entry->line || !is_asked_about(facts, file) || is_in_lockfile(project, k.host) ||
          host_in_use(project, base::ascii_lower(k.host)))  // auth-key-case-mismatch
        continue;
      findings::Finding f = seen_in_file(facts, "credential-unused", file);
      f.severity = findings::Severity::warning;
      f.title = "a credential for " + base::printable(k.host) + ", and nothing here leads to that host";
      f.evidence.push_back(at(*k.entry, "no registry= or @scope:registry= names this host"));
      f.why = "No request goes there. Either a line that names the registry is missing, or this one is left over.";
      f.help = "Name the registry (@scope:registry=" + base::printable(registry_of_key(k)) + "), or take the line out.";
      f.fixes.push_back(manual("delete-line", "take out line " + std::to_string(k.entry->place.line) + " of " + file +
                                                  ", or name the registry"));
      f.host = k.host;
      out.add(std::move(f));
    }
}

}  // namespace

extern const Rule rule_credential_unused;
const Rule rule_credential_unused{"credential-unused", nullptr, lint};

}  // namespace e401::rules
