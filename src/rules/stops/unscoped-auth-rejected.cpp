// Decisive: npm itself refuses the configuration (ERR_INVALID_AUTH). The cure must satisfy all of its complaints at
// once, else npm still does not start. Which registry a bare credential was meant for is known to its owner only: the
// one that the same file names is the best guess, the form of a token a better one; npm's own `config fix` takes
// whatever registry is in effect. So this asks.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "providers/hosts.h"
#include "providers/token_shapes.h"
#include "rules/lens_keys.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

struct Target {
  std::string registry;
  const npm::Entry* entry = nullptr;  // nullptr: npm's default
};

const npm::Entry* bare(const npm::LayerData& layer, std::string_view key) {
  for (const npm::Entry& e : layer.entries)
    if (e.key == key && !e.superseded && e.value.truthy()) return &e;
  return nullptr;
}

std::string_view family_of(const std::string& registry) {
  const auto url = npm::parse_url(registry);
  return url ? providers::family_of(*url).id : std::string_view();
}

// The registries that the file names, its default one first.
std::vector<Target> named_in(const npm::LayerData& layer) {
  std::vector<Target> out;
  for (const npm::Entry& e : layer.entries) {
    if (e.superseded || !is_registry_key(e.key) || !e.value.string() || !npm::nerf_dart(*e.value.string())) continue;
    out.insert(e.key == "registry" ? out.begin() : out.end(), {*e.value.string(), &e});
  }
  return out;
}

Target target_for(const Facts& facts, const npm::LayerData& layer) {
  const std::vector<Target> named = named_in(layer);
  const Target in_effect{facts.config.registry(), facts.config.flat_entry("registry")};
  const npm::Entry* token = bare(layer, "_authToken");
  if (!token) token = bare(layer, "_authtoken");
  const auto shape =
      token && token->value.string() ? providers::shape_of(base::Secret(*token->value.string())) : std::nullopt;
  std::vector<Target> all = named;
  all.push_back(in_effect);
  if (shape && !shape->family.empty())
    for (const Target& t : all)
      if (family_of(t.registry) == shape->family) return t;
  std::set<std::string> scoped;
  for (const Target& t : named)
    if (t.entry->key != "registry") scoped.insert(t.registry);
  const bool has_default = !named.empty() && named.front().entry->key == "registry";
  // The public registry takes no user names and passwords: beside it the file's other registry is meant.
  const bool password_at_public =
      has_default && !token && family_of(named.front().registry) == "npmjs" && scoped.size() == 1;
  if (has_default && !password_at_public) return named.front();
  return scoped.size() == 1 ? named.back() : in_effect;
}

bool only_project_names(const Facts& facts, const Target& target) {
  Concern c;
  c.registry.entry = target.entry;
  c.url = npm::parse_url(target.registry);
  c.host = c.url ? c.url->host_port() : "";
  return named_by_project_only(facts, c);
}

// What one complaint becomes: another key, or nothing (the line goes).
std::string new_key(const Facts& facts, const npm::LayerData& layer, const npm::ConfigError::Problem& problem,
                    const std::string& prefix) {
  std::string field = problem.from.empty() ? problem.key : problem.from;
  const bool is_misspelt = field == "_authtoken" || field == "-authtoken";
  if (problem.action == "delete" && !is_misspelt) return {};
  if (is_misspelt) {
    if (bare(layer, "_authToken")) return {};
    field = "_authToken";
  }
  const std::string key = prefix + ":" + field;
  return facts.config.get(key).truthy() ? std::string() : key;  // what is filed right already stays
}

struct Mending {
  findings::Fix fix;
  std::vector<findings::Evidence> evidence;
  std::string host;
  std::vector<std::string> keys;
};

void mend_layer(const Facts& facts, npm::Layer which, const std::vector<npm::ConfigError::Problem>& problems,
                Mending& m) {
  const npm::LayerData& layer = facts.config.layer(which);
  if (!layer.document) return;
  const Target target = target_for(facts, layer);
  const std::string prefix = npm::nerf_dart(target.registry).value_or("");
  if (prefix.empty()) return;
  if (const auto url = npm::parse_url(target.registry); url && m.host.empty()) m.host = url->host_port();
  findings::FileChange change = edit_of(*layer.document);
  for (const auto& problem : problems) {
    if (problem.where != which) continue;
    const std::string name = problem.from.empty() ? problem.key : problem.from;
    const std::string key = new_key(facts, layer, problem, prefix);
    for (const npm::Entry& e : layer.entries) {
      if (e.key != name || !e.line) continue;
      m.evidence.push_back(at(e, key.empty() ? "not allowed here" : "not tied to any registry"));
      const auto line = static_cast<std::size_t>(e.place.line);
      if (key.empty() || !e.line->has_equals) {
        delete_line(change, *layer.document, line);
        continue;
      }
      replace_span(change, e.line->key_span, base::Secret(key));
      m.fix.bindings.push_back({key, place_words(facts, e), only_project_names(facts, target), false});
      m.keys.push_back(key);
    }
  }
  if (!change.edits.empty()) m.fix.changes.push_back(std::move(change));
}

void check(const Facts& facts, findings::Findings& out) {
  const auto& error = facts.config.validate_error;
  if (!error || error->code != "ERR_INVALID_AUTH") return;
  Mending m;
  m.fix.id = "tie-to-registry";
  m.fix.safety = findings::Safety::ask;
  for (const npm::Layer layer : {npm::Layer::user, npm::Layer::project, npm::Layer::global})
    mend_layer(facts, layer, error->problems, m);
  findings::Finding f;
  f.code = "unscoped-auth-rejected";
  f.severity = findings::Severity::error;
  f.explains_failure = true;
  f.host = m.host;
  f.title = "npm refuses to run: a credential is not tied to any registry";
  f.detail = "npm stops with ERR_INVALID_AUTH: " + base::printable(error->message.substr(0, error->message.find('\n')));
  f.evidence = std::move(m.evidence);
  f.why =
      "Since npm 9 a credential must be filed under the registry it is for, so that no other host ever gets it. npm "
      "stops before any request until every such line is gone or renamed.";
  f.help =
      m.keys.empty() ? "Take the lines out." : "Write the key as " + m.keys.front() + ", if it is for that registry.";
  m.fix.description = m.keys.empty() ? "delete the lines that npm does not allow"
                                     : "tie the credential to its registry: " + base::join(m.keys, ", ");
  if (!m.fix.changes.empty()) f.fixes.push_back(std::move(m.fix));
  f.fixes.push_back(
      manual("npm-config-fix",
             "let npm do it; it ties the credential to whatever registry is in effect now, and drops comments",
             {"npm config fix"}));
  out.add(std::move(f));
}

}  // namespace

extern const Rule rule_unscoped_auth_rejected;
const Rule rule_unscoped_auth_rejected{"unscoped-auth-rejected", check};

}  // namespace e401::rules
