// There is no such package, or not in that version. Credentials are not the reason: the host says so, or they open
// other doors there.
#include "base/shell.h"
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

bool is_github(const Concern& c) {
  return c.url && (c.url->host == "github.com" || c.url->host == "codeload.github.com");
}

// "https://github.com/acme/lib/archive/..." -> the repository as git is told of it; "" elsewhere.
std::string git_address(const Concern& c) {
  if (!is_github(c)) return {};
  const auto parts = base::split(std::string_view(c.url->path), '/');
  if (parts.size() < 3 || parts[1].empty() || parts[2].empty()) return {};
  return base::printable("git+ssh://git@github.com/" + std::string(parts[1]) + "/" + std::string(parts[2]) + ".git");
}

// What is not there: the package, a version that fits (npm's ETARGET), the file of a version that is listed, or what
// lies at an address that a dependency gives by itself.
enum class Missing { package, version, tarball, address };

struct Words {
  std::string title, why, help;
};

Words words_for(const Facts& facts, const Concern& c, Missing missing) {
  const std::string name = base::printable(c.spec.name.empty() ? c.url_text : c.spec.name);
  const std::string wanted = base::printable(c.spec.wanted);
  switch (missing) {
    case Missing::package:
      return {name + " does not exist on " + c.host,
              "The registry was reached and answers; nobody has published this package there, or under another name.",
              "Check the spelling of the name, or get the package published."};
    case Missing::version:
      return {name + " has no version that fits " + (wanted.empty() ? "the one asked for" : "\"" + wanted + "\"") +
                  " on " + c.host,
              "The registry has the package, but nobody has published such a version there.",
              "Ask for a version that exists, or have it published."};
    case Missing::tarball: {
      const bool is_listed = c.parent >= 0 && facts.concerns[static_cast<std::size_t>(c.parent)].as_sent.ok();
      const std::string version = wanted.empty() ? name : name + " " + wanted;
      return {is_listed ? "the registry lists " + version + ", and its tarball is not on " + c.host
                        : "the tarball of " + version + " is not on " + c.host,
              is_listed
                  ? "The packument and the tarball do not agree: the file was lost or never stored. Credentials are "
                    "not the reason."
                  : "The address was reached and answers; there is no such file.",
              "Whoever runs the registry must restore the file; until then another version may be installed."};
    }
    case Missing::address:
      return {
          "there is nothing to fetch at the address of " + name + ", at least not for npm",
          is_github(c) ? "No registry is asked for a dependency that is given as an address. GitHub answers 404 for "
                         "private repositories, too, and npm has no credential for archives there."
                       : "No registry is asked for a dependency that is given as an address, and this one answers 404.",
          is_github(c) ? "If the repository is private, name it as a git dependency: git then logs in by its own means."
                       : "Look at the address, or depend on a package of a registry instead."};
  }
  return {};
}

findings::Fix fix_for(const Concern& c, Missing missing) {
  const std::string name = base::printable(c.spec.name.empty() ? c.url_text : c.spec.name);
  const std::string package = base::shell_word(name);
  const std::string option = " " + base::shell_word("--registry=" + npm::shown_url(c.registry.url));
  switch (missing) {
    case Missing::package:
      return manual("check-name", "look at the name and the registry it is asked from",
                    {"npm view " + package + option});
    case Missing::version:
      return manual("other-version", "see which versions there are", {"npm view " + package + " versions" + option});
    case Missing::tarball:
      return c.spec.name.empty()
                 ? ask_server_admin("restore-tarball", "have the file restored by those who run " + c.host)
                 : manual("restore-tarball",
                          "have the file restored by those who run " + c.host + ", or see which versions there are",
                          {"npm view " + package + " versions" + option});
    case Missing::address:
      break;
  }
  if (const std::string repository = git_address(c); !repository.empty())
    return manual("git-dependency", "name the repository as a git dependency, if it is private",
                  {"npm install " + base::shell_word(name + "@" + repository)});
  return manual("check-address", "look at the address in package.json");
}

findings::Finding found(const Facts& facts, std::size_t i, bool proven, Missing missing) {
  const Concern& c = facts.concerns[i];
  const Words words = words_for(facts, c, missing);
  findings::Finding f = about(facts, i, "package-or-version-absent", proven);
  f.title = words.title;
  if (missing == Missing::version)
    f.detail = "GET " + npm::shown_url(c.url_text) + " answers 200, and npm found no version that fits (ETARGET)";
  f.why = words.why;
  f.help = words.help;
  if (!proven) f.would_prove = "a package of this registry that is known to exist can be read";
  if (!c.named_at.file.empty())
    f.evidence.push_back(at(c.named_at, missing == Missing::address ? "the address" : "asked for here"));
  if (missing != Missing::address) add_registry_line(c, f.evidence);
  f.fixes.push_back(fix_for(c, missing));
  return f;
}

void check(const Facts& facts, findings::Findings& out) {
  for (std::size_t i = 0; i < facts.concerns.size(); ++i)
    if (is_missing_version(facts, facts.concerns[i])) {
      findings::Finding f = found(facts, i, true, Missing::version);
      f.explains_failure = true;
      out.add(std::move(f));
    }
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!c.stopped_by.empty() || is_writing(c) || (c.purpose != Purpose::packument && c.purpose != Purpose::tarball))
      continue;
    if (c.is_direct()) {
      if (c.status() == 404 || c.status() == 410) out.add(found(facts, i, true, Missing::address));
      continue;
    }
    if (const auto proven = proof_of(c, weigh(facts, c)))
      out.add(found(facts, i, *proven, c.purpose == Purpose::tarball ? Missing::tarball : Missing::package));
  }
}

}  // namespace

extern const Rule rule_package_or_version_absent;
const Rule rule_package_or_version_absent{"package-or-version-absent", check};

}  // namespace e401::rules
