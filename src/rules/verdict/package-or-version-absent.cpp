// There is no such package, or not in that version. Credentials are not the reason: the host says so, or they open
// other doors there.
#include "base/text.h"
#include "rules/lens_verdict.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

using providers::Says;

std::optional<bool> proof_of(const Concern& c, const Verdict& v) {  // nullopt: not this rule's case
  if (c.status() != 404) return std::nullopt;
  if (v.meaning.says == Says::absent) return v.meaning.sure() || (v.standing == Standing::accepted && v.sure);
  if (hidden_404(c, *v.family)) return std::nullopt;
  if (v.family->id == "npmjs") return true;  // unscoped packages are public there
  if (v.standing == Standing::refused) return std::nullopt;
  return v.standing == Standing::accepted && v.sure;
}

// npm found the package, and no version that fits: ETARGET.
bool is_missing_version(const Facts& facts, const Concern& c) {
  if (!facts.log || facts.log->error_code != "ETARGET" || c.purpose != Purpose::packument || !c.as_sent.ok())
    return false;
  const std::string& id = facts.log->pkgid;
  if (!id.empty()) return id == c.spec.name || id.starts_with(c.spec.name + "@");
  for (const std::string& line : facts.log->error_lines)
    if (line.find(" for " + c.spec.name + "@") != std::string::npos) return true;
  return false;
}

findings::Finding found(const Facts& facts, std::size_t i, bool proven, bool version) {
  const Concern& c = facts.concerns[i];
  const std::string name = base::printable(c.spec.name.empty() ? c.url_text : c.spec.name);
  const std::string wanted = base::printable(c.spec.wanted);
  findings::Finding f = about(facts, i, "package-or-version-absent", proven);
  f.title = version ? name + " has no version that fits " +
                          (wanted.empty() ? "the one asked for" : "\"" + wanted + "\"") + " on " + c.host
                    : name + " does not exist on " + c.host;
  if (version)
    f.detail = "GET " + npm::shown_url(c.url_text) + " answers 200, and npm found no version that fits (ETARGET)";
  f.why = version
              ? "The registry has the package, but nobody has published such a version there."
              : "The registry was reached and answers; nobody has published this package there, or under another name.";
  f.help = version ? "Ask for a version that exists, or have it published."
                   : "Look at the spelling of the name, or have the package published.";
  if (!proven) f.would_prove = "a package of this registry that is known to exist can be read";
  if (!c.named_at.file.empty()) f.evidence.push_back(at(c.named_at, "asked for here"));
  add_registry_line(c, f.evidence);
  f.fixes.push_back(version ? manual("other-version", "see which versions there are",
                                     {"npm view " + name + " versions --registry=" + npm::shown_url(c.registry.url)})
                            : manual("check-name", "look at the name and the registry it is asked from",
                                     {"npm view " + name + " --registry=" + npm::shown_url(c.registry.url)}));
  return f;
}

void check(const Facts& facts, findings::Findings& out) {
  for (std::size_t i = 0; i < facts.concerns.size(); ++i)
    if (is_missing_version(facts, facts.concerns[i])) {
      findings::Finding f = found(facts, i, true, true);
      f.explains_failure = true;
      out.add(std::move(f));
    }
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!c.stopped_by.empty() || is_writing(c) || (c.purpose != Purpose::packument && c.purpose != Purpose::tarball))
      continue;
    if (const auto proven = proof_of(c, weigh(facts, c)))
      out.add(found(facts, i, *proven, c.purpose == Purpose::tarball));
  }
}

}  // namespace

extern const Rule rule_package_or_version_absent;
const Rule rule_package_or_version_absent{"package-or-version-absent", check};

}  // namespace e401::rules
