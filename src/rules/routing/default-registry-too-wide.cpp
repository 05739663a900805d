// `registry=` names a registry that has some scope's packages only, and a public package is asked there. The public
// registry was asked for it, and has it. The setting becomes the route of those scopes of the project that live there.
#include <algorithm>

#include "providers/hosts.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool is_github(const Concern& c) {
  return c.registry.parsed && providers::family_of(*c.registry.parsed).id == "github";
}

bool is_public_package(const Concern& c) {
  if (c.at_public.asked) return c.at_public.ok();
  const auto pinned = npm::parse_url(c.resolved);  // a lockfile written against the public registry says so, too
  return c.from_lockfile && pinned && pinned->host == npm::public_registry_host();
}

bool lacks_package(const Concern& c) {
  const int status = c.status();
  if (status == 404) return true;
  // GitHub asks everybody for a token before it looks, and has no unscoped packages at all.
  return is_github(c) && (status == 401 || status == 403) && (c.spec.scope.empty() || status == 403);
}

// Scopes of the project whose packages this registry has, as far as they were asked for.
std::vector<std::string> scopes_there(const Facts& facts, const Concern& c) {
  std::vector<std::string> out;
  for (const std::string& scope : project_scopes(facts)) {
    if (facts.config.find(scope + ":registry")) continue;  // has a route of its own
    bool there = is_github(c), elsewhere = false;
    for (const Concern& other : facts.concerns) {
      if (other.spec.scope != scope) continue;
      if (same_registry(other.registry.url, c.registry.url) && other.as_sent.ok()) there = true;
      if (other.fails() && is_public_package(other)) elsewhere = true;
    }
    const bool asked = std::any_of(facts.concerns.begin(), facts.concerns.end(),
                                   [&](const Concern& o) { return o.spec.scope == scope; });
    if (!asked) there = true;
    if (there && !elsewhere) out.push_back(scope);
  }
  return out;
}

bool has_scope_route(const Facts& facts, const std::string& registry) {
  const auto all = routes(facts);
  return std::any_of(all.begin(), all.end(),
                     [&](const Route& r) { return r.key.starts_with('@') && same_registry(r.url, registry); });
}

findings::Fix fix_of(const npm::RcDocument& document, const npm::Entry& entry, const std::vector<std::string>& scopes) {
  findings::Fix fix;
  fix.safety = findings::Safety::ask;
  findings::FileChange change = edit_of(document);
  const auto number = static_cast<std::size_t>(entry.place.line);
  const npm::RcLine& line = document.line(number);
  const std::string where = "line " + std::to_string(number) + " of " + document.path();
  if (scopes.empty()) {
    fix.id = "delete-registry";
    fix.description = "delete " + where + " (registry): the scope has a route of its own";
    delete_line(change, document, number);
  } else {
    fix.id = "registry-of-scope";
    fix.description = "make " + where + " the route of " + scopes.front() +
                      (scopes.size() > 1 ? " and add those of the project's other scopes there" : "") +
                      ", so that all else goes to the default registry";
    replace_span(change, line.key_span, base::Secret(scopes.front() + ":registry"));
    const std::string value(document.source().slice(line.value_span));
    std::string more;
    for (std::size_t k = 1; k < scopes.size(); ++k)
      more += (more.empty() ? "" : std::string(document.line_end())) + scopes[k] + ":registry=" + value;
    if (!more.empty()) insert_after(change, document, number, base::Secret(std::move(more)));
  }
  fix.changes.push_back(std::move(change));
  return fix;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    const npm::Entry* entry = c.from_lockfile ? facts.config.flat_entry("registry") : c.registry.entry;
    if (!entry || !entry->line || c.purpose == Purpose::publish ||
        (!c.from_lockfile && c.registry.via != "default registry"))
      continue;
    if (is_public_registry(c) || !c.stopped_by.empty() || !lacks_package(c) || !is_public_package(c)) continue;
    if (c.url && npm::parse_url(facts.config.registry()) &&
        c.host != npm::parse_url(facts.config.registry())->host_port())
      continue;
    const std::vector<std::string> scopes = scopes_there(facts, c);
    const bool routed = has_scope_route(facts, facts.config.registry());
    // No scope lives there: a registry that has nothing to do with this project, and a person's own file names it.
    if (scopes.empty() && !routed && entry->layer != npm::Layer::project) continue;
    const auto& document = facts.config.layer(entry->layer).document;
    if (!document) continue;
    findings::Finding f = about(facts, i, "default-registry-too-wide", true);
    f.title = "registry= sends every package to " + c.host + ", which has only some; " +
              (c.spec.name.empty() ? "this one" : c.spec.name) + " is on the public registry";
    f.why =
        "`registry` is the route of all packages whose scope has none of its own. A registry for one scope belongs "
        "behind @scope:registry.";
    f.help = "Make the line the route of its scope.";
    f.evidence.push_back(at(*entry, "the route of all packages"));
    if (!scopes.empty() || routed) f.fixes.push_back(fix_of(*document, *entry, scopes));
    f.fixes.push_back(manual(
        "route-by-scope",
        scopes.empty() && !routed ? "replace registry= by the route of the scope that lives there, or delete the line"
                                  : "or write the routes by hand",
        {"npm config delete registry --location=" + std::string(npm::name_of(entry->layer)),
         set_command("@SCOPE:registry", npm::shown_url(facts.config.registry()), npm::name_of(entry->layer))}));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_default_registry_too_wide;
const Rule rule_default_registry_too_wide{"default-registry-too-wide", check};

}  // namespace e401::rules
