// A scoped package is asked at the default registry, which does not have it, and something on this machine says where
// the scope lives: a credential that no route uses, the lockfile's addresses for that scope, what the vendor of a
// well-known scope documents, the route of a sibling scope. The surer the sign, the surer the finding; none of them is
// ever written without a person's word.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "rules/lint_lens.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

struct Sign {
  std::string registry;
  findings::Evidence evidence;
  bool sure = false;
  std::string words;
};

struct VendorScope {
  std::string_view scope, registry;
};
// By the vendors' own guides.
constexpr std::array<VendorScope, 5> vendor_scopes{{{"@jsr", "https://npm.jsr.io/"},
                                                    {"@fortawesome", "https://npm.fontawesome.com/"},
                                                    {"@tiptap-pro", "https://registry.tiptap.dev/"},
                                                    {"@bryntum", "https://npm.bryntum.com/"},
                                                    {"@buf", "https://buf.build/gen/npm/v1/"}}};

// The registry's part of a tarball's address.
std::string registry_of_address(const npm::LockedPackage& p) {
  const auto url = npm::parse_url(p.resolved);
  if (!url || !url->is_http()) return {};
  std::size_t end = url->path.find("/" + std::string(p.name));
  const std::size_t download = url->path.find("/download/");  // GitHub's form
  if (download != std::string::npos) end = download;
  return end == std::string::npos ? std::string() : url->origin() + url->path.substr(0, end) + "/";
}

std::optional<Sign> by_lockfile(const Facts& facts, const std::string& scope, const std::string& asked) {
  if (!facts.lockfile) return std::nullopt;
  for (const npm::LockedPackage& p : facts.lockfile->packages) {
    if (!p.name.starts_with(scope + "/") || p.resolved.empty()) continue;
    const std::string registry = registry_of_address(p);
    const auto url = npm::parse_url(registry);
    if (!url || url->host == npm::public_registry_host() || same_registry(registry, asked)) continue;
    return Sign{registry, at(facts.lockfile->place(p), "where the scope's packages came from"), true,
                "the lockfile pins packages of " + scope + " to " + url->host_port()};
  }
  return std::nullopt;
}

std::optional<Sign> by_vendor(const Concern& c) {
  for (const VendorScope& v : vendor_scopes)
    if (c.spec.scope == v.scope)
      return Sign{std::string(v.registry),
                  {},
                  true,
                  std::string(v.scope) + " is served by " + npm::parse_url(v.registry)->host};
  return std::nullopt;
}

// A credential for a registry that nothing leads to is there for something.
std::optional<Sign> by_credential(const Facts& facts, const Concern& c) {
  const std::vector<Keyed> unused = unused_credentials(facts);
  if (unused.empty()) return std::nullopt;
  // A private default registry that refuses is as likely known under another name: then the credential is misfiled, not
  // the scope.
  if (!is_public_registry(c) && c.verdict().refused()) return std::nullopt;
  const bool single =
      std::all_of(unused.begin(), unused.end(), [&](const Keyed& k) { return k.host == unused.front().host; });
  const Keyed& k = unused.front();
  const bool sure = single && is_public_registry(c) && nothing_sent(c);
  return Sign{registry_of_key(k), at(*k.entry, "for a registry that no setting leads to"), sure,
              "there is a credential for " + k.host + ", which no setting leads to"};
}

// Another scope of this project goes to a private registry.
std::optional<Sign> by_sibling(const Facts& facts, const Concern& c) {
  std::optional<Sign> found;
  for (const Route& r : routes(facts)) {
    if (!r.key.starts_with('@') || r.parsed.host == npm::public_registry_host() || !r.entry ||
        same_registry(r.url, c.registry.url))
      continue;
    if (found && found->registry != r.url) return std::nullopt;  // several: nothing tells which
    const std::string scope = r.key.substr(0, r.key.find(':'));
    const bool kin = c.spec.scope.starts_with(scope) || scope.starts_with(c.spec.scope);
    found = Sign{r.url, at(*r.entry, "the route of a sibling scope"), kin && nothing_sent(c),
                 scope + " goes to " + r.parsed.host_port()};
  }
  return found;
}

std::optional<Sign> by_package_json(const Facts& facts, const Concern& c) {
  if (!facts.package_json || !facts.package_json_source) return std::nullopt;
  const std::string* name = facts.package_json->find_string({"name"});
  const base::Json* own = facts.package_json->find_path({"publishConfig", "registry"});
  if (!own || !own->is_string() || !name || !name->starts_with(c.spec.scope + "/")) return std::nullopt;
  const auto url = npm::parse_url(own->text);
  if (!url || url->host == npm::public_registry_host() || same_registry(own->text, c.registry.url)) return std::nullopt;
  return Sign{
      own->text,
      at(facts.package_json_source->place(own->span.begin), "where this project's own package of the scope goes"), true,
      "packages of " + c.spec.scope + " are published to " + url->host_port()};
}

std::optional<Sign> sign_of(const Facts& facts, const Concern& c) {
  if (auto s = by_lockfile(facts, c.spec.scope, c.registry.url)) return s;
  if (auto s = by_package_json(facts, c)) return s;
  if (auto s = by_credential(facts, c); s && s->sure) return s;
  if (auto s = by_vendor(c)) return s;
  // From here on the sign says little; a credential that the registry knows, and answers 404 to, speaks of the package
  // instead.
  if (!nothing_sent(c)) return std::nullopt;
  if (auto s = by_sibling(facts, c)) return s;
  return by_credential(facts, c);
}

bool is_asked_in_vain(const Concern& c) {
  if (c.purpose == Purpose::tarball) return c.from_lockfile && c.stopped_by == "EALLOWREMOTE";
  return looks_like_access(c) && c.stopped_by != "EALLOWREMOTE";
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (c.spec.scope.empty() || c.registry.via != "default registry" || c.from_publish_config || !is_asked_in_vain(c) ||
        c.at_public.ok() || is_misspelt_public_name(c))
      continue;
    const auto sign = sign_of(facts, c);
    if (!sign) continue;
    findings::Finding f = about(facts, i, "scope-mapping-missing", sign->sure);
    if (c.registry.parsed) f.host = c.from_lockfile ? c.host : c.registry.parsed->host_port();
    const std::string key = c.spec.scope + ":registry";
    f.title = "nothing says where " + c.spec.scope + " lives, so the default registry is asked; " + sign->words;
    f.why =
        "npm asks `registry` for every scope without a line of its own. The public registry answers 404 for what it "
        "does not know, and for what you may not see.";
    f.help = "Map the scope: " + key + "=" + npm::shown_url(sign->registry);
    if (!sign->sure) f.would_prove = "asking " + npm::shown_url(sign->registry) + " for " + c.spec.name;
    if (!sign->evidence.file.empty()) f.evidence.push_back(sign->evidence);
    add_route_line(c, f.evidence, "asked instead");
    f.fixes.push_back(manual("map-scope",
                             "add the line " + key + "=" + npm::shown_url(sign->registry) + " to the project's .npmrc",
                             {set_command(key, npm::shown_url(sign->registry), "project")}));
    out.add(std::move(f));
  }
}

constexpr std::string_view danger =
    "npm asks `registry` for every scope without a line of its own. Where that is the public registry, whoever "
    "registers the scope there decides what gets installed.";

findings::Finding unrouted(const LintFacts& lint, const Facts& project, const std::string& scope, const Sign& sign) {
  const std::string key = scope + ":registry", address = npm::shown_url(sign.registry);
  findings::Finding f = seen_in_file(lint, "scope-mapping-missing", project.lockfile->path);
  f.title = "nothing says where " + base::printable(scope) + " lives; " + sign.words;
  f.why = danger;
  f.help = "Map the scope in the project's .npmrc: " + base::printable(key) + "=" + address;
  f.evidence.push_back(sign.evidence);
  f.fixes.push_back(manual("map-scope",
                           "add the line " + base::printable(key) + "=" + address + " to the project's .npmrc",
                           {set_command(key, address, "project")}));
  f.host = npm::parse_url(sign.registry)->host_port();
  return f;
}

// The person's own npmrc knows the way; a fresh checkout does not.
findings::Finding routed_at_home(const LintFacts& lint, const std::string& scope, const npm::RegistryChoice& registry) {
  findings::Finding f = seen_in_file(lint, "scope-mapping-missing", registry.entry->place.file);
  f.severity = findings::Severity::warning;
  f.title = "only a file of this machine says where " + base::printable(scope) + " lives";
  f.why = danger;
  f.help = "Put the line into the project's .npmrc too: it holds no secret.";
  f.evidence.push_back(at(*registry.entry, "not in a fresh checkout"));
  const std::string address = npm::shown_url(registry.url);
  f.fixes.push_back(manual("map-scope",
                           "add the line " + base::printable(registry.key) + "=" + address + " to the project's .npmrc",
                           {set_command(registry.key, address, "project")}));
  if (registry.parsed) f.host = registry.parsed->host_port();
  return f;
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for (const Facts& project : facts.projects)
    for (const std::string& scope : project_scopes(project)) {
      const auto spec = npm::parse_spec(scope + "/x");
      if (!spec) continue;
      const npm::RegistryChoice registry = npm::registry_for(project.config, *spec);
      if (registry.via == "default registry") {
        if (const auto sign = by_lockfile(project, scope, registry.url))
          out.add(unrouted(facts, project, scope, *sign));
      } else if (registry.entry && registry.entry->line && !is_asked_about(facts, registry.entry->place.file)) {
        out.add(routed_at_home(facts, scope, registry));
      }
    }
}

}  // namespace

extern const Rule rule_scope_mapping_missing;
const Rule rule_scope_mapping_missing{"scope-mapping-missing", check, lint};

}  // namespace e401::rules
