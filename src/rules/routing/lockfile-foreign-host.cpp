// The lockfile pins tarballs to a host that no setting of this person names, and that does not let them in. The cure is
// to pin them to the registry that each package has here: the address changes, the integrity does not, so nothing but
// the same bytes is accepted. A host that the registry itself names for its tarballs, or that a credential is filed
// for, is not foreign.
#include <algorithm>
#include <map>

#include "base/digest.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/shell.h"
#include "base/text.h"
#include "providers/hosts.h"
#include "rules/lint_lens.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

// How a registry forms the address of a tarball below its own.
enum class Shape { plain, full_name, with_version, unknown };

std::string base_name(std::string_view name) {
  return std::string(name.substr(name.find('/') == std::string::npos ? 0 : name.find('/') + 1));
}

std::string tarball_path(Shape shape, const npm::LockedPackage& p) {
  const std::string name(p.name), version(p.version);
  const std::string file = base_name(name) + "-" + version + ".tgz";
  switch (shape) {
    case Shape::plain: {
      const std::string last(p.resolved.substr(p.resolved.rfind('/') + 1));  // the file's own name, where it is one
      return name + "/-/" + (last.ends_with(".tgz") && last.find('?') == std::string::npos ? last : file);
    }
    case Shape::full_name:
      return name + "/-/" + name + "-" + version + ".tgz";
    case Shape::with_version:
      return name + "/-/" + version + "/" + file;
    case Shape::unknown:
      break;
  }
  return {};
}

// What the registry said of one package tells how it forms all its addresses; else its family does.
Shape shape_of(const Concern& c, const npm::RegistryChoice& registry) {
  if (!c.registry_tarball.empty() && registry.url == c.registry.url) {
    npm::LockedPackage p;
    p.name = c.spec.name;
    p.version = c.spec.wanted;
    for (const Shape shape : {Shape::plain, Shape::full_name, Shape::with_version}) {
      if (c.spec.scope.empty() && shape == Shape::full_name) continue;  // not to be told from plain
      if (npm::parse_url(c.registry_tarball) == npm::parse_url(with_last_slash(registry.url) + tarball_path(shape, p)))
        return shape;
    }
  }
  const std::string_view family = providers::family_of(*registry.parsed).id;
  if (family == "github") return Shape::unknown;
  if (family == "artifactory" || family == "gitlab" || family == "google") return Shape::full_name;
  return family == "gitea" ? Shape::with_version : Shape::plain;
}

bool has_host(const npm::LockedPackage& p, const std::string& host) {
  if (p.resolved.find(host) == std::string::npos) return false;
  const auto url = npm::parse_url(p.resolved);
  return url && url->is_http() && url->host_port() == host;
}

// The whole member `"resolved": "...",` with the blanks that follow it.
base::Span member_span(std::string_view text, base::Span value) {
  base::Span span = value;
  span.begin = text.rfind("\"resolved\"", value.begin);
  const auto is_blank = [&](std::size_t i) {
    return text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r';
  };
  std::size_t after = value.end;
  while (after < text.size() && is_blank(after)) ++after;
  if (after < text.size() && text[after] == ',') {
    for (++after; after < text.size() && is_blank(after);) ++after;
    span.end = after;
  } else {  // the last member: the comma before it goes
    while (span.begin > 0 && is_blank(span.begin - 1)) --span.begin;
    if (span.begin > 0 && text[span.begin - 1] == ',') --span.begin;
  }
  return span;
}

std::optional<findings::Fix> rewrite(const Facts& facts, const Concern& c) {
  const npm::Lockfile& lockfile = *facts.lockfile;
  findings::FileChange change;
  change.path = lockfile.path;
  change.judged_sha256 = base::sha256_hex(lockfile.source->text());
  findings::Fix fix;
  fix.id = "rewrite-resolved";
  fix.safety = findings::Safety::ask;
  std::size_t without_address = 0;
  for (const npm::LockedPackage& p : lockfile.packages) {
    if (!has_host(p, c.host)) continue;
    const npm::RegistryChoice registry =
        npm::registry_for(facts.config, npm::parse_spec(p.name).value_or(npm::PackageSpec{}));
    if (!registry.parsed || !registry.parsed->is_http() || registry.parsed->host_port() == c.host) continue;
    const std::string path = tarball_path(shape_of(c, registry), p);
    if (path.empty()) {
      change.edits.push_back({member_span(lockfile.source->text(), p.resolved_span), base::Secret()});
      ++without_address;
      continue;
    }
    const std::string address = with_last_slash(registry.url) + path;
    change.edits.push_back({p.resolved_span, base::Secret(base::json_quote(address))});
    const bool this_one = p.name == c.spec.name && p.version == c.spec.wanted;
    if (!p.integrity.empty() && (fix.verify_tarballs.empty() || this_one))
      fix.verify_tarballs = {address + " " + std::string(p.integrity)};
  }
  if (change.edits.empty()) return std::nullopt;
  fix.description =
      "point the " + base::counted(change.edits.size(), "address", "addresses") + " of " + c.host + " in " +
      lockfile.path + " at the registry of each package; integrity stays as it is" +
      (without_address ? " (where the registry's addresses cannot be told, the address is left out and npm asks)" : "");
  fix.changes.push_back(std::move(change));
  return fix;
}

bool is_served_here(const Concern& c) {
  if (c.at_registry.asked) return c.at_registry.ok();
  if (c.registry.parsed && c.registry.parsed->host == npm::public_registry_host() && c.at_public.asked)
    return c.at_public.ok();
  return true;  // not looked at: one tarball is fetched and checked before anything is written
}

bool does_not_let_in(const Concern& c) {
  if (c.stopped_by == "EALLOWREMOTE") return true;
  const Answer& a = c.verdict();
  return c.stopped_by.empty() && (looks_like_access(c) || is_unreachable(a) || is_login_page(a));
}

bool is_wanted_by_address(const Facts& facts, std::string_view name) {
  if (!facts.package_json) return false;
  for (const char* group : {"dependencies", "devDependencies", "optionalDependencies"}) {
    const base::Json* list = facts.package_json->find(group);
    const base::Json* wanted = list ? list->find(name) : nullptr;
    if (wanted && wanted->is_string() && wanted->text.find("://") != std::string::npos) return true;
  }
  return false;
}

void check(const Facts& facts, findings::Findings& out) {
  if (!facts.lockfile || !facts.lockfile->source) return;
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!c.from_lockfile || !c.url || !does_not_let_in(c) || !nothing_sent(c)) continue;
    const auto written = npm::parse_url(c.resolved);
    if (!written || written->host_port() != c.host) continue;  // replace-registry-host put another host there
    if (host_in_use(facts, c.host) || credential_meant_for(facts, c.host) || registry_names_host(c) ||
        is_wanted_by_address(facts, c.spec.name))
      continue;
    findings::Finding f = about(facts, i, "lockfile-foreign-host", true);
    std::size_t count = 0;
    for (const npm::LockedPackage& p : facts.lockfile->packages) {
      if (!has_host(p, c.host)) continue;
      if (++count <= limits::evidence_lines_max) f.evidence.push_back(at(facts.lockfile->place(p)));
    }
    f.title = "the lockfile pins " + base::counted(count, "address", "addresses") + " to " + c.host +
              ", which no setting here names";
    f.why =
        "npm fetches a locked tarball from the address in the lockfile, whatever registry is set. Whoever wrote this "
        "lockfile had another registry.";
    f.help = "Point these addresses at your own registry; the integrity values stay and guard the content.";
    const bool served = is_served_here(c);
    auto fix = served ? rewrite(facts, c) : std::nullopt;
    if (fix) f.fixes.push_back(std::move(*fix));
    f.fixes.push_back(manual(
        "lock-again",
        served ? "or have npm write the lockfile again"
               : "get access to " + c.host + ", or have the lockfile written again by somebody who uses this registry",
        {"npm config get registry", "rm -r node_modules " + base::shell_word(facts.lockfile->path), "npm install"}));
    out.add(std::move(f));
  }
}

// Addresses that the configuration leads to, or that other rules speak of.
class Expected {
 public:
  explicit Expected(const Facts& facts) : facts_(facts) {
    const npm::Value replaced = facts.config.get("replace-registry-host");
    keeps_public_ = replaced.string() && *replaced.string() == "never";
  }
  bool has(const npm::LockedPackage& p, const npm::Url& url) {
    return has_host(url) || is_wanted_by_address(facts_, p.name) || is_unrouted(p.name);
  }

 private:
  bool has_host(const npm::Url& url) {
    // npm itself puts the default registry in the place of the public one.
    if (url.host == npm::public_registry_host() && !keeps_public_) return true;
    const std::string host = url.host_port();
    const auto known = hosts_.find(host);
    if (known != hosts_.end()) return known->second;
    return hosts_[host] = host_in_use(facts_, host) || credential_meant_for(facts_, host);
  }
  // A scope without a line of its own: scope-mapping-missing.
  bool is_unrouted(std::string_view name) {
    if (!name.starts_with('@')) return false;
    const std::string scope(name.substr(0, name.find('/')));
    const auto known = scopes_.find(scope);
    if (known != scopes_.end()) return known->second;
    const auto spec = npm::parse_spec(name);
    return scopes_[scope] = spec && npm::registry_for(facts_.config, *spec).via == "default registry";
  }

  const Facts& facts_;
  bool keeps_public_ = false;
  std::map<std::string, bool> hosts_, scopes_;
};

void lint(const LintFacts& facts, findings::Findings& out) {
  for (const Facts& project : facts.projects) {
    if (!project.lockfile || !project.lockfile->source) continue;
    std::map<std::string, std::vector<const npm::LockedPackage*>> by_host;
    Expected expected(project);
    for (const npm::LockedPackage& p : project.lockfile->packages) {
      if (!p.resolved.starts_with("http")) continue;
      const auto url = npm::parse_url(p.resolved);
      if (url && url->is_http() && !expected.has(p, *url)) by_host[url->host_port()].push_back(&p);
    }
    const std::vector<Route> all = routes(project);
    const bool names_registries = std::any_of(
        all.begin(), all.end(), [&](const Route& r) { return r.entry && is_asked_about(facts, r.entry->place.file); });
    for (const auto& [host, packages] : by_host) {
      findings::Finding f = seen_in_file(facts, "lockfile-foreign-host", project.lockfile->path);
      if (!names_registries) f.severity = findings::Severity::warning;  // the registry may be set where npm will run
      f.title = "the lockfile pins " + base::counted(packages.size(), "address", "addresses") + " to " + host +
                ", which no setting here names";
      for (std::size_t i = 0; i < packages.size() && i < limits::evidence_lines_max; ++i)
        f.evidence.push_back(at(project.lockfile->place(*packages[i])));
      f.why =
          "npm fetches a locked tarball from the address in the lockfile, whatever registry is set; npm 12 refuses one "
          "outside of the registry.";
      f.help = "Find out who wrote these addresses. If the host is right, name it: registry= or @scope:registry=.";
      f.fixes.push_back(manual("lock-again", "have npm write the lockfile again with this project's registry",
                               {"npm config get registry",
                                "rm -r node_modules " + base::shell_word(project.lockfile->path), "npm install"}));
      f.host = host;
      out.add(std::move(f));
    }
  }
}

}  // namespace

extern const Rule rule_lockfile_foreign_host;
const Rule rule_lockfile_foreign_host{"lockfile-foreign-host", check, lint};

}  // namespace e401::rules
