#include "doctor/concerns.h"

#include <algorithm>

#include "base/limits.h"
#include "doctor/failing_request.h"
#include "doctor/next_requests.h"

namespace e401::doctor {
namespace {

using rules::Concern;
using rules::Facts;
using rules::Operation;
using rules::OwnPackage;
using rules::Purpose;

void set_address(Concern& c, std::string address) {
  c.url_text = std::move(address);
  c.url = npm::parse_url(c.url_text);
  c.host = c.url ? c.url->host_port() : "";
}

//
std::string effective_address(const Facts& facts, std::string_view resolved) {
  const npm::Value replace = facts.config.flat("replace-registry-host");
  return npm::effective_resolved(resolved, replace.string() ? *replace.string() : "npmjs", facts.config.registry(),
                                 facts.config.situation.npm);
}

bool same_request(const Concern& a, const Concern& b) {
  return a.purpose == b.purpose && a.url_text == b.url_text;
}

}  // namespace

Concern whoami_concern(const Facts& facts) {
  Concern c;
  c.purpose = Purpose::whoami;
  c.operation = Operation::whoami;
  c.registry = npm::registry_for(facts.config, {});
  c.wants_exact_key = true;
  set_address(c, npm::request_url(c.registry.url, "/-/whoami"));
  decide(facts, c);
  return c;
}

// `npm ping`, and where nothing else is to be asked: is the registry there? Then that of the package itself.
Concern ping_concern(const Facts& facts) {
  Concern c;
  c.purpose = Purpose::ping;
  c.operation = facts.operation;
  const std::string* name = facts.package_json ? facts.package_json->find_string({"name"}) : nullptr;
  const auto own = name && facts.operation != Operation::ping ? npm::parse_spec(*name) : std::nullopt;
  c.registry = npm::registry_for(facts.config, own.value_or(npm::PackageSpec{}));
  set_address(c, npm::request_url(c.registry.url, "/-/ping"));
  decide(facts, c);
  return c;
}

// with a Basic credential `npm whoami` prints the name and asks nobody; what is left to look at is whether the
// host is there.
Concern identity_concern(const Facts& facts) {
  const bool asks_nobody = npm::identity(facts.config, facts.config.registry()).kind == npm::Identity::Kind::local_name;
  return asks_nobody ? ping_concern(facts) : whoami_concern(facts);
}

std::vector<OwnPackage> published_packages(const Facts& facts) {
  std::vector<OwnPackage> out;
  for (const rules::PackageFile& file : facts.published) out.push_back({file.json.get(), file.source.get(), file.path});
  if (out.empty() && facts.package_json && facts.package_json_source)
    out.push_back({&*facts.package_json, facts.package_json_source.get(), facts.package_json_path});
  return out;
}

// publishConfig is laid over the options; a --registry of the command line still wins; a scope's registry beats
// `registry`.
std::optional<Concern> publish_concern(const Facts& facts, const OwnPackage& own_package) {
  const std::string* name = own_package.json ? own_package.json->find_string({"name"}) : nullptr;
  const auto spec = name ? npm::parse_spec(*name) : std::nullopt;
  if (!spec) return std::nullopt;
  Concern c;
  c.purpose = Purpose::publish;
  c.operation = Operation::publish;
  c.method = "PUT";
  c.spec = *spec;
  c.registry = npm::registry_for(facts.config, c.spec);
  c.wants_exact_key = true;
  const base::Json* own = nullptr;
  const base::Json* config = own_package.json->find("publishConfig");
  if (config && !c.spec.scope.empty()) own = config->find(c.spec.scope + ":registry");
  const bool scope_mapped = c.registry.key.starts_with('@');
  if (!own && config && !scope_mapped) own = config->find("registry");
  const bool cli_wins = c.registry.entry && c.registry.entry->layer == npm::Layer::cli;
  if (own && own->is_string() && !own->text.empty() && !cli_wins) {
    c.registry = {own->text, npm::parse_url(own->text), "publishConfig", nullptr, "publishConfig"};
    c.from_publish_config = true;
    c.named_at = own_package.source->place(own->span.begin);
  }
  set_address(c, npm::request_url(c.registry.url, c.spec.escaped_name()));
  decide(facts, c);
  return c;
}

Concern write_concern(const Facts& facts, const npm::PackageSpec& spec, const std::string& written_to,
                      const std::string& method) {
  Concern c;
  c.purpose = Purpose::publish;
  c.operation = facts.operation;
  c.method = method;
  c.spec = spec;
  c.registry = npm::registry_for(facts.config, spec);
  c.wants_exact_key = facts.operation == Operation::publish;
  set_address(c, npm::request_url(c.registry.url, spec.escaped_name()));
  if (written_to != c.url_text) c.written_to = written_to;
  decide(facts, c);
  return c;
}

Concern endpoint_concern(const Facts& facts, const npm::PackageSpec& spec, const std::string& address,
                         const std::string& method) {
  Concern c;
  c.purpose = Purpose::endpoint;
  c.operation = facts.operation;
  c.method = method;
  c.spec = spec;
  c.registry = npm::registry_for(facts.config, spec);
  set_address(c, address);
  decide(facts, c);
  return c;
}

Concern locked_tarball_concern(const Facts& facts, const npm::LockedPackage& package) {
  Concern c;
  c.purpose = Purpose::tarball;
  c.operation = facts.operation;
  c.spec = npm::parse_spec(package.name).value_or(npm::PackageSpec{});
  c.spec.wanted = package.version;
  c.registry = npm::registry_for(facts.config, c.spec);
  c.resolved = package.resolved;
  c.integrity = package.integrity;
  c.from_lockfile = true;
  c.named_at = facts.lockfile->place(package);
  set_address(c, effective_address(facts, package.resolved));
  decide(facts, c);
  return c;
}

Concern direct_tarball_concern(const Facts& facts, const npm::PackageSpec& spec, base::Place named_at) {
  Concern c;
  c.purpose = Purpose::tarball;
  c.operation = facts.operation;
  c.spec = spec;
  c.registry = npm::registry_for(facts.config, c.spec);
  c.resolved = spec.url;
  c.named_at = std::move(named_at);
  set_address(c, spec.url);
  decide(facts, c);
  return c;
}

Concern packument_concern(const Facts& facts, const npm::PackageSpec& spec, Operation operation, base::Place named_at) {
  Concern c;
  c.purpose = Purpose::packument;
  c.operation = operation;
  c.spec = spec.unaliased();
  c.registry = npm::registry_for(facts.config, c.spec);
  c.named_at = std::move(named_at);
  set_address(c, npm::request_url(c.registry.url, c.spec.escaped_name()));
  decide(facts, c);
  return c;
}

bool outside_registry(const Facts& facts, const Concern& c) {
  const npm::Value allow = facts.config.get("allow-remote");
  if (facts.config.situation.npm.major < 11 || !allow.string() || *allow.string() == "all") return false;
  // The project's own file, or the command line, names it: that is what "root" means.
  if (c.is_direct()) return *allow.string() != "root" || !direct_address(facts, c.spec.url);
  const auto& registry = c.registry.parsed;
  if (!c.url || !registry) return false;
  std::string root = registry->path;
  if (!root.ends_with('/')) root += '/';
  return c.url->origin() != registry->origin() || !c.url->path.starts_with(root);
}

void decide(const Facts& facts, Concern& c) {
  // Tarballs, too, are asked for by name ("@acme/x@https://..."), so that the scope's registry vouches for other paths
  // of its host (seen with npm 11.19 and 12.2; R-72 says otherwise for a bare pacote call).
  if (c.url) c.decision = npm::credential_for_request(facts.config, *c.url, c.spec);
  if (!c.url || !c.url->is_http()) c.stopped_by = "ERR_INVALID_URL";
  if (c.wants_exact_key) {
    c.exact = npm::credentials_by_uri(facts.config, c.registry.url);
    if (!c.exact) c.stopped_by = "ENEEDAUTH";
  }
  if (c.purpose == Purpose::tarball && outside_registry(facts, c)) c.stopped_by = "EALLOWREMOTE";
  if (c.stopped_by.empty() && c.decision.sent && !rules::legal_header_value(c.decision.sent->authorization.reveal()))
    c.stopped_by = "ERR_INVALID_CHAR";
}

Concern tarball_concern(const Facts& facts, std::size_t parent, const std::string& address) {
  const Concern& p = facts.concerns[parent];
  Concern c;
  c.purpose = Purpose::tarball;
  c.operation = p.operation;
  c.spec = p.spec;
  c.registry = p.registry;
  c.named_at = p.named_at;
  c.parent = static_cast<int>(parent);
  c.resolved = address;
  set_address(c, effective_address(facts, address));
  decide(facts, c);
  return c;
}

std::vector<Concern> find_concerns(const Facts& facts, const std::vector<std::string>& specs,
                                   std::vector<findings::Skipped>& skipped) {
  std::vector<Concern> out;
  if (facts.config.load_error || facts.config.validate_error) return out;
  if (facts.log)
    if (auto c = failing_concern(facts)) out.push_back(std::move(*c));
  std::vector<Concern> next;
  for (const std::string& text : specs)
    if (const auto spec = npm::parse_spec(text); spec && !spec->name.empty())
      next.push_back(packument_concern(facts, *spec, facts.operation, {}));
  if (next.empty()) next = next_concerns(facts, !out.empty(), skipped);
  for (Concern& c : next)
    if (std::none_of(out.begin(), out.end(), [&](const Concern& o) { return same_request(o, c); }))
      out.push_back(std::move(c));
  if (out.empty()) out.push_back(ping_concern(facts));
  // The log named no request: the first that fails now is taken for it (probe and judge look at all of them anyway).
  return out;
}

}  // namespace e401::doctor
