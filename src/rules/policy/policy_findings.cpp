#include "rules/policy/policy_findings.h"

#include <algorithm>

#include "base/limits.h"
#include "rules/lens.h"

namespace e401::rules {
namespace {

using policy::Breach;
using Stands = policy::CredentialSeen::Stands;

constexpr std::string_view rule_note = "the policy";

class Collector {
 public:
  // One breach of one rule is told once; every place that breaks it is shown.
  void add(std::vector<Breach> breaches, const findings::Evidence& evidence, const std::string& host) {
    for (Breach& b : breaches) {
      const auto same = std::find_if(out_.begin(), out_.end(), [&](const PolicyBreach& o) {
        return o.breach.sentence == b.sentence && o.breach.rule == b.rule;
      });
      if (same == out_.end())
        out_.push_back({std::move(b), {evidence}, host});
      else if (same->evidence.size() < limits::evidence_lines_max && !has(same->evidence, evidence))
        same->evidence.push_back(evidence);
    }
  }
  std::vector<PolicyBreach> take() {
    for (PolicyBreach& b : out_) {
      std::erase_if(b.evidence, [](const findings::Evidence& e) { return e.file.empty(); });
      b.evidence.push_back(at(b.breach.rule, std::string(rule_note)));
    }
    return std::move(out_);
  }

 private:
  static bool has(const std::vector<findings::Evidence>& all, const findings::Evidence& one) {
    return std::any_of(all.begin(), all.end(), [&](const findings::Evidence& e) {
      return e.file == one.file && e.line == one.line && e.column == one.column;
    });
  }
  std::vector<PolicyBreach> out_;
};

Stands stands_of(const Facts& facts, const npm::LayerData& layer) {
  if (!layer.document) return Stands::elsewhere;
  return layer.layer == npm::Layer::project ? Stands::project_file : facts.policies.place_of_file(layer.path);
}

std::string host_of(std::string_view key) {
  if (!key.starts_with("//")) return "";
  const std::string_view rest = key.substr(2);
  return std::string(rest.substr(0, rest.find('/')));
}

std::string scope_of(std::string_view name) {
  return name.starts_with('@') ? std::string(name.substr(0, name.find('/'))) : "";
}

void add_routes_of_configuration(const Facts& facts, Collector& out) {
  for (const npm::Entry* e : facts.config.effective()) {
    if (!is_registry_key(e->key) || !e->value.string()) continue;
    const auto url = npm::parse_url(*e->value.string());
    if (!url || !url->is_http()) continue;
    const std::string scope = e->key == "registry" ? "" : e->key.substr(0, e->key.find(':'));
    out.add(facts.policies.of_route(scope, *url), at(*e, "the route"), url->host_port());
  }
}

void add_publish_config(const Facts& facts, Collector& out) {
  const base::Json* config = facts.package_json ? facts.package_json->find("publishConfig") : nullptr;
  if (!config || !config->is_object()) return;
  const std::string* name = facts.package_json->find_string({"name"});
  for (const auto& [key, value] : config->members) {
    if (!is_registry_key(key) || !value.is_string()) continue;
    const auto url = npm::parse_url(value.text);
    if (!url || !url->is_http()) continue;
    const std::string scope = key == "registry" ? scope_of(name ? *name : "") : key.substr(0, key.find(':'));
    out.add(facts.policies.of_route(scope, *url),
            at(facts.package_json_source->place(value.span.begin), "publishConfig"), url->host_port());
  }
}

// The registries of what is asked for now: also npm's default, which no line names.
void add_concerns(const Facts& facts, Collector& out) {
  for (const Concern& c : facts.concerns) {
    if (c.spec.empty() || !c.registry.parsed || c.from_lockfile || c.from_publish_config) continue;
    findings::Evidence evidence = registry_line(c, "the route");
    if (evidence.file.empty()) evidence = at(c.named_at, "asked at npm's default registry");
    out.add(facts.policies.of_route(c.spec.unaliased().scope, *c.registry.parsed), evidence,
            c.registry.parsed->host_port());
  }
}

void add_lockfile(const Facts& facts, Collector& out) {
  if (!facts.lockfile) return;
  const npm::Value replace = facts.config.flat("replace-registry-host");
  const std::string how = replace.string() ? *replace.string() : "npmjs";
  for (const npm::LockedPackage& package : facts.lockfile->packages) {
    if (package.resolved.empty()) continue;
    const auto url = npm::parse_url(
        npm::effective_resolved(package.resolved, how, facts.config.registry(), facts.config.situation.npm));
    if (!url || !url->is_http()) continue;
    std::vector<Breach> breaches = facts.policies.of_tarball(scope_of(package.name), *url);
    if (!breaches.empty()) out.add(std::move(breaches), at(facts.lockfile->place(package), "locked"), url->host_port());
  }
}

}  // namespace

std::vector<PolicyBreach> credential_breaches(const Facts& facts, policy::About about) {
  Collector out;
  if (facts.policies.empty()) return {};
  for (const npm::LayerData& layer : facts.config.layers)
    for (const npm::Entry& e : layer.entries) {
      const std::string* text = e.raw.string();
      if (!text || e.in_section || !e.derived_from.empty()) continue;
      const auto seen = facts.policies.credential_seen(e.key, *text, stands_of(facts, layer));
      if (!seen) continue;
      std::vector<Breach> breaches = facts.policies.of_credential(*seen);
      std::erase_if(breaches, [&](const Breach& b) { return b.about != about; });
      out.add(std::move(breaches), at(e), host_of(seen->key));
    }
  return out.take();
}

std::vector<PolicyBreach> registry_breaches(const Facts& facts) {
  Collector out;
  if (facts.policies.empty()) return {};
  add_routes_of_configuration(facts, out);
  add_publish_config(facts, out);
  add_concerns(facts, out);
  add_lockfile(facts, out);
  return out.take();
}

findings::Finding policy_finding(const PolicyBreach& breach, std::string_view code, findings::Severity severity) {
  findings::Finding f;
  f.code = code;
  f.severity = severity;
  f.title = "against the policy: " + breach.breach.sentence;
  f.evidence = breach.evidence;
  f.host = breach.host;
  f.detail = breach.breach.rule.file + " says so; npm itself does not know that file";
  return f;
}

}  // namespace e401::rules
