#include "doctor/next_requests.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

#include "base/limits.h"
#include "base/text.h"
#include "doctor/concerns.h"
#include "npm/named_packages.h"

namespace e401::doctor {
namespace {

using findings::Skipped;
using npm::PackageSpec;
using rules::Concern;
using rules::Facts;
using rules::Operation;
using rules::OwnPackage;

constexpr const char* dependency_groups[] = {"dependencies", "devDependencies", "optionalDependencies"};
constexpr std::size_t dependencies_max = 1'000;  // whose registry is looked up, to find the different ones
constexpr auto packages_max = static_cast<std::size_t>(limits::probe_packages_max);

void each_dependency_of(const base::Json& package, const base::Source& source,
                        const std::set<std::string_view>& members,
                        const std::function<void(const PackageSpec&, const base::Place&)>& visit) {
  for (const char* group : dependency_groups) {
    const base::Json* list = package.find(group);
    if (!list || !list->is_object()) continue;
    for (const auto& [name, wanted] : list->members) {
      if (!wanted.is_string() || members.contains(name)) continue;
      if (const auto spec = npm::parse_dependency(name, wanted.text)) visit(*spec, source.place(wanted.span.begin));
    }
  }
}

// Which of these names the lockfile pins: one pass over it.
std::set<std::string, std::less<>> locked_of(const Facts& facts, const std::set<std::string, std::less<>>& wanted) {
  std::set<std::string, std::less<>> found;
  if (!facts.lockfile || wanted.empty()) return found;
  for (const npm::LockedPackage& p : facts.lockfile->packages)
    if (!p.resolved.empty())
      if (const auto at = wanted.find(p.name); at != wanted.end()) found.insert(*at);
  return found;
}

// The packages of the failed command line.
void add_named(const Facts& facts, std::vector<Concern>& out) {
  std::vector<std::string> package_option;
  const npm::Value packages = facts.config.get("package");
  if (const npm::Value::Array* list = packages.get<npm::Value::Array>())
    for (const npm::Value& item : *list)
      if (item.string()) package_option.push_back(*item.string());
  for (const std::string& text : npm::named_packages(facts.log->command, facts.log->positionals, package_option)) {
    const auto spec = npm::parse_spec(text);
    if (!spec || out.size() >= packages_max) continue;
    if (spec->type == PackageSpec::Type::registry || spec->type == PackageSpec::Type::alias)
      out.push_back(packument_concern(facts, *spec, facts.operation, {}));
    if (spec->type == PackageSpec::Type::remote) out.push_back(direct_tarball_concern(facts, *spec, {}));
  }
}

// One diagnosis asks for so many packages; with each registry and credential one before any has a second.
void keep_the_most_different(std::vector<Concern>& all, std::vector<Skipped>& skipped) {
  std::set<std::pair<std::string, std::string>> ways;
  const auto others = std::stable_partition(all.begin(), all.end(), [&](const Concern& c) {
    return ways.emplace(c.registry.url, c.sent() ? c.decision.sent->key() : "").second;
  });
  const auto different = static_cast<std::size_t>(others - all.begin());
  if (different > packages_max)
    skipped.push_back(
        {"asking " + base::counted(different - packages_max, "more registry", "more registries"),
         "one diagnosis asks for " + base::counted(packages_max, "package") + " at most; name others: e401 doctor SPEC",
         true});
  if (all.size() > packages_max) all.resize(packages_max);
}

void add_dependencies(const Facts& facts, std::vector<Concern>& out, std::vector<Skipped>& skipped) {
  std::set<std::string, std::less<>> names;
  each_dependency(facts, [&](const PackageSpec& spec, const base::Place&) { names.insert(spec.name); });
  const std::set<std::string, std::less<>> locked = locked_of(facts, names);
  std::set<std::string> seen;
  std::vector<Concern> all;
  each_dependency(facts, [&](const PackageSpec& spec, const base::Place& place) {
    const bool is_remote = spec.type == PackageSpec::Type::remote;
    if (locked.contains(spec.name) ||
        (!is_remote && spec.type != PackageSpec::Type::registry && spec.type != PackageSpec::Type::alias))
      return;
    if (seen.size() >= dependencies_max || !seen.insert(is_remote ? spec.url : spec.unaliased().name).second) return;
    all.push_back(is_remote ? direct_tarball_concern(facts, spec, place)
                            : packument_concern(facts, spec, facts.operation, place));
  });
  keep_the_most_different(all, skipped);
  std::move(all.begin(), all.end(), std::back_inserter(out));
}

// What stands before the package's name in a pinned address, and the package's scope: those that share both share their
// fate.
struct Root {
  std::string_view address, scope;
  bool operator==(const Root&) const = default;
};

std::string_view scope_of(std::string_view name) {
  return name.starts_with('@') ? name.substr(0, name.find('/')) : std::string_view();
}

Root root_of(const npm::LockedPackage& p) {
  std::size_t at = p.resolved.find(p.name);
  if (at == std::string_view::npos) at = p.resolved.rfind('/');  // an encoded scope, or another layout
  return {p.resolved.substr(0, at), scope_of(p.name)};
}

// Is that the package's root? Says so without a search, which thousands of packages would pay.
bool is_root(const Root& root, const npm::LockedPackage& p) {
  return p.resolved.starts_with(root.address) && p.resolved.substr(root.address.size()).starts_with(p.name) &&
         scope_of(p.name) == root.scope;
}

// One tarball for each root that the lockfile pins. Told apart by text, because a lockfile has thousands of them.
void add_locked(const Facts& facts, std::vector<Concern>& out, std::vector<Skipped>& skipped) {
  if (!facts.lockfile) return;
  std::vector<Root> roots;
  for (const npm::LockedPackage& p : facts.lockfile->packages) {
    if (!p.resolved.starts_with("http")) continue;
    if (std::any_of(roots.begin(), roots.end(), [&](const Root& known) { return is_root(known, p); })) continue;
    const Root root = root_of(p);
    if (std::find(roots.begin(), roots.end(), root) != roots.end()) continue;
    if (roots.size() == packages_max) {
      skipped.push_back({"the lockfile's address " + npm::shown_url(p.resolved) + " and what follows",
                         "one diagnosis asks for " + base::counted(packages_max, "tarball") + " at most", true});
      return;
    }
    roots.push_back(root);
    out.push_back(locked_tarball_concern(facts, p));
  }
}

// `npx` and `npm create` install beside the project; tokens, teams and a search have nothing to do with it.
bool installs_the_project(const Facts& facts) {
  if (!facts.log) return true;
  return facts.log->command != "exec" && facts.log->command != "init";
}

void add_published(const Facts& facts, std::vector<Concern>& out) {
  const std::vector<OwnPackage> packages = published_packages(facts);
  for (const OwnPackage& own : packages) {
    const base::Json* is_private = own.json->find("private");
    if (packages.size() > 1 && is_private && is_private->kind == base::Json::Kind::boolean && is_private->boolean)
      continue;  // EPRIVATE: npm passes over it
    if (out.size() >= packages_max) return;
    if (auto c = publish_concern(facts, own)) out.push_back(std::move(*c));
  }
}

}  // namespace

void each_dependency(const Facts& facts, const std::function<void(const PackageSpec&, const base::Place&)>& visit) {
  std::set<std::string_view> members;
  for (const rules::PackageFile& member : facts.members)
    if (const std::string* name = member.name()) members.insert(*name);
  if (facts.package_json && facts.package_json_source)
    each_dependency_of(*facts.package_json, *facts.package_json_source, members, visit);
  for (const rules::PackageFile& member : facts.members)
    each_dependency_of(*member.json, *member.source, members, visit);
}

std::vector<Concern> next_concerns(const Facts& facts, bool is_failure_known, std::vector<Skipped>& skipped) {
  std::vector<Concern> out;
  switch (facts.operation) {
    case Operation::publish:
      add_published(facts, out);
      break;
    case Operation::whoami:
      out.push_back(identity_concern(facts));
      break;
    case Operation::ping:
      out.push_back(ping_concern(facts));
      break;
    case Operation::other:
      // What failed says all there is to ask; else the project stands in for it.
      if (facts.log) add_named(facts, out);
      // An audit that fails leaves the question whether an install works.
      if ((is_failure_known || !out.empty()) && !(facts.log && facts.log->command == "audit")) break;
      add_locked(facts, out, skipped);
      add_dependencies(facts, out, skipped);
      break;
    default:
      if (facts.log) add_named(facts, out);
      if (!installs_the_project(facts)) break;
      if (out.empty() || facts.operation == Operation::install) {
        add_locked(facts, out, skipped);
        add_dependencies(facts, out, skipped);
      }
  }
  return out;
}

}  // namespace e401::doctor
