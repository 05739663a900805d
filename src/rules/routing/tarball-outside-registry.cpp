// npm 12 refuses to fetch what lies outside the registry's own address. Where the lockfile or the server
// named a wrong host, the rules above have said so; here the address is right, or meant, and npm's gate is all that
// stands in the way.
#include "rules/lens_values.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

// The registry's line says http, and the tarballs of the same host lie behind https.
bool lacks_only_the_s(const Concern& c) {
  const auto& registry = c.registry.parsed;
  return registry && registry->scheme == "http" && c.url->scheme == "https" && registry->host == c.url->host &&
         registry->port.empty() && c.url->port.empty() && c.url->path.starts_with(with_last_slash(registry->path));
}

std::optional<findings::Fix> write_https(const Facts& facts, const Concern& c) {
  const npm::Entry* entry = c.registry.entry;
  const std::string* text = entry ? entry->raw.string() : nullptr;
  if (!text || !entry->line || !text->starts_with("http:")) return std::nullopt;
  return rewrite(facts, *entry, "https" + text->substr(4), "write-https", findings::Safety::ask,
                 "write https:// in " + where_words(facts, *entry));
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (c.stopped_by != "EALLOWREMOTE" || !c.url) continue;
    findings::Finding f = about(facts, i, "tarball-outside-registry", true);
    const auto& registry = c.registry.parsed;
    const bool upgraded = lacks_only_the_s(c);
    const bool same_host = registry && registry->origin() == c.url->origin();
    const bool direct = c.is_direct();
    f.title = direct ? "npm 12 does not fetch packages from an address outside of a registry"
                     : "the tarball's address lies outside of the registry, and npm 12 does not fetch it";
    f.why =
        "With allow-remote=none, npm 12's default, a tarball must have the registry's origin and lie below its path" +
        std::string(same_host ? ": here the host is the same and the path is another." : ".");
    if (upgraded) {
      f.title = "the registry's address says http, its tarballs lie at https, and npm 12 does not fetch them";
      f.why =
          "With allow-remote=none, npm 12's default, a tarball must have the registry's origin: the scheme counts. "
          "The registry itself names https.";
    }
    if (direct)
      f.why =
          "With allow-remote=none, npm 12's default, a dependency that is given as an address is not fetched: no "
          "registry "
          "vouches for it. Credentials are not the reason.";
    f.help =
        direct
            ? "Allow the addresses that this project's own package.json names, or depend on a package of a registry, "
              "or on the git repository."
        : upgraded ? "Write https:// in the registry's line: a token does not go over an open line then, either."
        : same_host
            ? "Use a registry address that covers its tarballs (a project's endpoint instead of a group's, a shorter "
              "path), or the one where the tarballs lie."
            : "Map the package to the registry that serves it, so that address and registry agree.";
    if ((c.from_lockfile || direct) && !c.named_at.file.empty()) f.evidence.push_back(at(c.named_at, "the address"));
    if (!direct) add_route_line(c, f.evidence, "the registry");
    const std::string root_only = "for addresses that your own package.json names, allow those only";
    if (auto fix = upgraded ? write_https(facts, c) : std::nullopt) f.fixes.push_back(std::move(*fix));
    if (!direct)
      f.fixes.push_back(manual("registry-that-covers", "name a registry whose address covers " +
                                                           npm::shown_url(c.url->origin() + c.url->path)));
    f.fixes.push_back(manual("allow-root", direct ? root_only : "or, " + root_only,
                             {set_command("allow-remote", "root", "project")}));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_tarball_outside_registry;
const Rule rule_tarball_outside_registry{"tarball-outside-registry", check};

}  // namespace e401::rules
