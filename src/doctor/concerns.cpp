#include "doctor/concerns.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "rules/lens.h"

namespace e401::doctor {
namespace {

using rules::Concern;
using rules::Facts;
using rules::Operation;
using rules::Purpose;

base::Place place_in_package_json(const Facts& facts, const base::Json& value) {
  return facts.package_json_source ? facts.package_json_source->place(value.span.begin) : base::Place{facts.package_json_path, 0, 0};
}

std::string percent_slash_decoded(std::string text) { return base::replace_all(base::replace_all(std::move(text), "%2f", "/"), "%2F", "/"); }

void set_address(Concern& c, std::string address) {
  c.url_text = std::move(address);
  c.url = npm::parse_url(c.url_text);
  c.host = c.url ? c.url->host_port() : "";
}

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

// R-78: with a Basic credential `npm whoami` prints the name and asks nobody; what is left to look at is whether the host is there.
Concern identity_concern(const Facts& facts) {
  const bool asks_nobody = npm::identity(facts.config, facts.config.registry()).kind == npm::Identity::Kind::local_name;
  return asks_nobody ? ping_concern(facts) : whoami_concern(facts);
}

// R-89: publishConfig is laid over the options; a --registry of the command line still wins; a scope's registry beats `registry`.
std::optional<Concern> publish_concern(const Facts& facts) {
  const std::string* name = facts.package_json ? facts.package_json->find_string({"name"}) : nullptr;
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
  const base::Json* config = facts.package_json->find("publishConfig");
  if (config && !c.spec.scope.empty()) own = config->find(c.spec.scope + ":registry");
  const bool scope_mapped = c.registry.key.starts_with('@');
  if (!own && config && !scope_mapped) own = config->find("registry");
  const bool cli_wins = c.registry.entry && c.registry.entry->layer == npm::Layer::cli;
  if (own && own->is_string() && !own->text.empty() && !cli_wins) {
    c.registry = {own->text, npm::parse_url(own->text), "publishConfig", nullptr, "publishConfig"};
    c.from_publish_config = true;
    c.named_at = place_in_package_json(facts, *own);
  }
  set_address(c, npm::request_url(c.registry.url, c.spec.escaped_name()));
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
  const npm::Value replace = facts.config.flat("replace-registry-host");
  set_address(c, npm::effective_resolved(package.resolved, replace.string() ? *replace.string() : "npmjs", facts.config.registry(), facts.config.situation.npm));
  decide(facts, c);
  return c;
}

bool is_tarball_address(const npm::Url& url) { return url.path.ends_with(".tgz") || url.path.find("/-/") != std::string::npos || url.path.find("/download/") != std::string::npos; }

const npm::LockedPackage* locked_by_address(const Facts& facts, const std::string& address) {
  if (!facts.lockfile) return nullptr;
  const npm::Value replace = facts.config.flat("replace-registry-host");
  const std::string rule = replace.string() ? *replace.string() : "npmjs";
  for (const npm::LockedPackage& p : facts.lockfile->packages) {
    if (p.resolved.empty()) continue;
    if (p.resolved == address || npm::effective_resolved(p.resolved, rule, facts.config.registry(), facts.config.situation.npm) == address) return &p;
  }
  return nullptr;
}

// "name@https://h/x.tgz" as npm 12 refuses to fetch it.
std::optional<std::string> refused_address(const npm::LoggedRun& run) {
  if (run.error_code != "EALLOWREMOTE") return std::nullopt;
  for (const std::string& line : run.error_lines) {
    const std::size_t at = line.find("http");
    if (line.find("Refusing to fetch") == std::string::npos || at == std::string::npos) continue;
    return line.substr(at, line.find_first_of("\" ", at) - at);
  }
  return std::nullopt;
}

// The name in a packument's address: what follows the registry's path.
std::optional<npm::PackageSpec> spec_of_address(const Facts& facts, const npm::Url& url, const std::string& pkgid) {
  if (auto spec = npm::parse_spec(pkgid); spec && !spec->name.empty() && spec->type != npm::PackageSpec::Type::file) return spec->unaliased();
  std::string path = percent_slash_decoded(url.path);
  if (is_tarball_address(url)) {
    const std::size_t dash = path.find("/-/");
    if (dash != std::string::npos) path.resize(dash);
  }
  std::size_t cut = path.rfind('/');
  if (cut != std::string::npos && cut > 0) {
    const std::size_t before = path.rfind('/', cut - 1);
    if (before != std::string::npos && path.compare(before, 2, "/@") == 0) cut = before;
  }
  (void)facts;
  return cut == std::string::npos ? std::nullopt : npm::parse_spec(path.substr(cut + 1));
}

rules::Answer logged_answer(const npm::LoggedRun& run) {
  rules::Answer a;
  a.asked = true;
  a.status = run.failed_status;
  for (const std::string& notice : run.notices) a.npm_notice += (a.npm_notice.empty() ? "" : "\n") + notice;
  const std::string& code = run.error_code;
  a.node_code = code;
  if (a.status == 0 && code.size() == 4 && code[0] == 'E' && std::all_of(code.begin() + 1, code.end(), ::isdigit)) a.status = std::stoi(code.substr(1));
  if (a.status == 0 && code == "EOTP") a.status = 401;
  if (a.status == 0 && code == "EAUTHIP") a.status = 401;
  if (code == "E407" || a.status == 407) a.trouble = "proxy-auth";
  else if (code == "ENOTFOUND" || code == "EAI_AGAIN") a.trouble = "host-unknown";
  else if (code == "ECONNREFUSED") a.trouble = "refused";
  else if (code == "ECONNRESET") a.trouble = "reset";
  else if (code == "ETIMEDOUT" || code == "ERR_SOCKET_TIMEOUT") a.trouble = "timed-out";
  else if (code == "ERR_TLS_CERT_ALTNAME_INVALID") a.trouble = "tls-name";
  else if (code.find("CERT") != std::string::npos || code.find("UNABLE_TO_") == 0) a.trouble = "tls-untrusted";
  a.is_json = a.trouble.empty() && code != "FETCH_ERROR" && code != "EJSONPARSE";
  // "404 404 Not Found - PUT https://h/x - the server's own reason"
  for (const std::string& line : run.error_lines) {
    const std::size_t url = line.find(" http");
    const std::size_t dash = url == std::string::npos ? url : line.find(" - ", url);
    if (dash == std::string::npos) continue;
    a.message = base::printable(npm::shown_url(line.substr(dash + 3)));
    break;
  }
  if (a.message.empty() && !run.error_lines.empty()) a.message = base::printable(npm::shown_url(run.error_lines.front()));
  return a;
}

// The request of the failing run, as a concern; nullopt where the log does not tell.
std::optional<Concern> failing_concern(const Facts& facts) {
  const npm::LoggedRun& run = *facts.log;
  if (facts.operation == Operation::publish && run.failed_method != "GET") return publish_concern(facts);
  if (facts.operation == Operation::whoami) return identity_concern(facts);
  if (facts.operation == Operation::ping) return ping_concern(facts);
  const std::string address = refused_address(run).value_or(run.failed_url);
  if (const npm::LockedPackage* locked = locked_by_address(facts, address)) return locked_tarball_concern(facts, *locked);
  const auto url = npm::parse_url(address);
  if (!url || !url->is_http()) {
    const auto spec = npm::parse_spec(run.pkgid);
    if (!spec || spec->name.empty() || spec->type == npm::PackageSpec::Type::remote) return std::nullopt;
    return packument_concern(facts, *spec, facts.operation, {});
  }
  const auto spec = spec_of_address(facts, *url, run.pkgid);
  // After a redirect the log has the last address only, which no registry of ours formed: its path names no package.
  if (spec && run.pkgid.empty() && !is_tarball_address(*url)) {
    const npm::RegistryChoice registry = npm::registry_for(facts.config, *spec);
    if (!registry.parsed || registry.parsed->host_port() != url->host_port()) return std::nullopt;
  }
  // A tarball that no lockfile pins was named by a packument: ask that again, it leads to the tarball as it is named now. Offline the
  // log's address is all there is.
  if (spec && (!is_tarball_address(*url) || !facts.offline)) return packument_concern(facts, *spec, facts.operation, {});
  Concern c;
  c.purpose = Purpose::tarball;
  c.operation = facts.operation;
  if (spec) c.spec = *spec;
  c.registry = npm::registry_for(facts.config, c.spec);
  set_address(c, address);
  decide(facts, c);
  return c;
}

// Which of the project's own dependencies the lockfile pins: one pass over it, looking for a few names.
std::set<std::string_view> locked_of(const Facts& facts) {
  std::set<std::string_view> wanted, found;
  for (const char* group : {"dependencies", "devDependencies", "optionalDependencies"})
    if (const base::Json* list = facts.package_json->find(group))
      for (const auto& [name, spec] : list->members) wanted.insert(name);
  if (facts.lockfile && !wanted.empty())
    for (const npm::LockedPackage& p : facts.lockfile->packages)
      if (!p.resolved.empty() && wanted.contains(p.name)) found.insert(p.name);
  return found;
}

// Packages of the failed command line; what follows the package of `npm view` names fields.
void add_named(const Facts& facts, std::vector<Concern>& out) {
  for (const std::string& text : facts.log->positionals) {
    const auto spec = npm::parse_spec(text);
    if (spec && (spec->type == npm::PackageSpec::Type::registry || spec->type == npm::PackageSpec::Type::alias))
      out.push_back(packument_concern(facts, *spec, facts.operation, {}));
    if (facts.operation == Operation::view) return;
  }
}

void add_dependencies(const Facts& facts, std::vector<Concern>& out) {
  if (!facts.package_json) return;
  std::set<std::string> seen;
  const std::set<std::string_view> locked = locked_of(facts);
  for (const char* group : {"dependencies", "devDependencies", "optionalDependencies"}) {
    const base::Json* list = facts.package_json->find(group);
    if (!list || !list->is_object()) continue;
    for (const auto& [name, wanted] : list->members) {
      if (!wanted.is_string() || locked.contains(name)) continue;
      const auto spec = npm::parse_dependency(name, wanted.text);
      if (!spec || (spec->type != npm::PackageSpec::Type::registry && spec->type != npm::PackageSpec::Type::alias)) continue;
      if (seen.size() >= static_cast<std::size_t>(limits::probe_packages_max) || !seen.insert(spec->unaliased().name).second) continue;
      out.push_back(packument_concern(facts, *spec, facts.operation, place_in_package_json(facts, wanted)));
    }
  }
}

// One tarball for each address root (what stands before the package's name) that the lockfile pins: they share their fate. Told apart by
// text, because a lockfile has thousands of them.
void add_locked(const Facts& facts, std::vector<Concern>& out) {
  if (!facts.lockfile) return;
  std::set<std::pair<std::string_view, std::string_view>> roots;
  std::pair<std::string_view, std::string_view> last;
  for (const npm::LockedPackage& p : facts.lockfile->packages) {
    const std::string_view address = p.resolved, name = p.name;
    if (!address.starts_with("http")) continue;
    const std::string_view scope = name.starts_with('@') ? name.substr(0, name.find('/')) : std::string_view();
    std::size_t at = address.find(name);
    if (at == std::string_view::npos) at = address.rfind('/');   // an encoded scope, or another layout
    const std::pair root{address.substr(0, at), scope};
    if (root == last) continue;
    last = root;
    if (roots.size() >= static_cast<std::size_t>(limits::probe_packages_max) || !roots.insert(root).second) continue;
    out.push_back(locked_tarball_concern(facts, p));
  }
}

bool same_request(const Concern& a, const Concern& b) { return a.purpose == b.purpose && a.url_text == b.url_text; }

}  // namespace

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
  const auto& registry = c.registry.parsed;
  if (!c.url || !registry) return false;
  std::string root = registry->path;
  if (!root.ends_with('/')) root += '/';
  return c.url->origin() != registry->origin() || !c.url->path.starts_with(root);
}

void decide(const Facts& facts, Concern& c) {
  // Tarballs, too, are asked for by name ("@acme/x@https://..."), so that the scope's registry vouches for other paths of its host
  // (seen with npm 11.19 and 12.2; R-72 says otherwise for a bare pacote call).
  if (c.url) c.decision = npm::credential_for_request(facts.config, *c.url, c.spec);
  if (!c.url || !c.url->is_http()) c.stopped_by = "ERR_INVALID_URL";
  if (c.wants_exact_key) {
    c.exact = npm::credentials_by_uri(facts.config, c.registry.url);
    if (!c.exact) c.stopped_by = "ENEEDAUTH";
  }
  if (c.purpose == Purpose::tarball && outside_registry(facts, c)) c.stopped_by = "EALLOWREMOTE";
  if (c.stopped_by.empty() && c.decision.sent && !rules::legal_header_value(c.decision.sent->authorization.reveal())) c.stopped_by = "ERR_INVALID_CHAR";
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
  const npm::Value replace = facts.config.flat("replace-registry-host");
  set_address(c, npm::effective_resolved(address, replace.string() ? *replace.string() : "npmjs", facts.config.registry(), facts.config.situation.npm));
  decide(facts, c);
  return c;
}

std::vector<Concern> find_concerns(const Facts& facts, const std::vector<std::string>& specs) {
  std::vector<Concern> out;
  if (facts.config.load_error || facts.config.validate_error) return out;
  if (facts.log) {
    if (auto c = failing_concern(facts)) {
      const auto logged_url = npm::parse_url(facts.log->failed_url);
      const bool same = !logged_url || c->purpose == Purpose::publish || percent_slash_decoded(logged_url->href()) == percent_slash_decoded(c->url ? c->url->href() : "");
      if (same) {
        c->is_failing_request = true;
        c->logged = logged_answer(*facts.log);
        c->logged_is_stale = facts.rc_changed_since_log;
      }
      out.push_back(std::move(*c));
    }
  }
  std::vector<Concern> next;
  for (const std::string& text : specs)
    if (const auto spec = npm::parse_spec(text); spec && !spec->name.empty()) next.push_back(packument_concern(facts, *spec, facts.operation, {}));
  if (next.empty()) {
    switch (facts.operation) {
      case Operation::publish:
        if (auto c = publish_concern(facts)) next.push_back(std::move(*c));
        break;
      case Operation::whoami: next.push_back(identity_concern(facts)); break;
      case Operation::ping: next.push_back(ping_concern(facts)); break;
      default:
        if (facts.log) add_named(facts, next);
        if (next.empty() || facts.operation == Operation::install) {
          add_locked(facts, next);
          add_dependencies(facts, next);
        }
    }
  }
  for (Concern& c : next)
    if (std::none_of(out.begin(), out.end(), [&](const Concern& o) { return same_request(o, c); })) out.push_back(std::move(c));
  if (out.empty()) out.push_back(ping_concern(facts));
  // The log named no request: the first that fails now is taken for it (probe and judge look at all of them anyway).
  return out;
}

}  // namespace e401::doctor
