#include "doctor/failing_request.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"
#include "doctor/concerns.h"
#include "doctor/next_requests.h"
#include "npm/named_packages.h"
#include "npm/registry_path.h"

namespace e401::doctor {
namespace {

using npm::PackageSpec;
using npm::RegistryPath;
using rules::Concern;
using rules::Facts;
using rules::Operation;
using rules::OwnPackage;
using rules::Purpose;

std::string plain(std::string text) {
  return base::replace_all(base::replace_all(std::move(text), "%2f", "/"), "%2F", "/");
}

bool same_address(const npm::Url& a, const npm::Url& b) {
  return plain(a.href()) == plain(b.href());
}

const npm::LockedPackage* locked_by_address(const Facts& facts, const std::string& address) {
  if (!facts.lockfile) return nullptr;
  const npm::Value replace = facts.config.flat("replace-registry-host");
  const std::string rule = replace.string() ? *replace.string() : "npmjs";
  for (const npm::LockedPackage& p : facts.lockfile->packages) {
    if (p.resolved.empty()) continue;
    if (p.resolved == address ||
        npm::effective_resolved(p.resolved, rule, facts.config.registry(), facts.config.situation.npm) == address)
      return &p;
  }
  return nullptr;
}

// `Refusing to fetch "name@https://h/x.tgz"`: npm 12, which sends nothing then.
std::optional<PackageSpec> refused_package(const npm::LoggedRun& run) {
  if (run.error_code != "EALLOWREMOTE") return std::nullopt;
  for (const std::string& line : run.error_lines) {
    static constexpr std::string_view words = "Refusing to fetch \"";
    const std::size_t at = line.find(words);
    if (at == std::string::npos) continue;
    const std::size_t begin = at + words.size();
    auto spec = npm::parse_spec(line.substr(begin, line.find_first_of("\" ", begin) - begin));
    if (spec && spec->type == PackageSpec::Type::remote) return spec;
  }
  return std::nullopt;
}

// "1.0.0" of ".../left-pad-1.0.0.tgz"; "" another layout.
std::string version_of_file(const std::string& address, const std::string& name) {
  const std::string bare = name.substr(name.find('/') == std::string::npos ? 0 : name.find('/') + 1) + "-";
  std::string file = address.substr(address.rfind('/') + 1);
  file = file.substr(0, file.find_first_of("?#"));
  if (!file.starts_with(bare) || !file.ends_with(".tgz")) return {};
  return file.substr(bare.size(), file.size() - bare.size() - 4);
}

// The package that is asked for: the one of pkgid, else of the address. npm's pkgid of a registry's tarball is
// "name@https://...".
std::optional<PackageSpec> package_asked(const npm::LoggedRun& run, const RegistryPath& path,
                                         const std::string& address) {
  auto spec = npm::parse_spec(run.pkgid);
  if (!spec || spec->name.empty()) spec = refused_package(run);
  if (spec && !spec->name.empty() && spec->type != PackageSpec::Type::file) {
    if (spec->type != PackageSpec::Type::remote) return spec->unaliased();
    return npm::parse_dependency(spec->name, version_of_file(address, spec->name));
  }
  if (path.name.empty()) return std::nullopt;
  return path.kind == RegistryPath::Kind::tarball
             ? npm::parse_dependency(path.name, version_of_file(address, path.name))
             : npm::parse_spec(path.name);
}

bool is_own_name(const Facts& facts, const std::string& name) {
  const auto is = [&](const std::string* own) { return own && *own == name; };
  if (facts.package_json && is(facts.package_json->find_string({"name"}))) return true;
  return std::any_of(facts.members.begin(), facts.members.end(),
                     [&](const rules::PackageFile& m) { return is(m.name()); });
}

// Archives of a repository: no registry's, whoever names them.
bool is_forge_archive(const npm::Url& url) {
  return url.host == "codeload.github.com" ||
         ((url.host == "github.com" || url.host == "gitlab.com" || url.host == "bitbucket.org") &&
          url.path.ends_with(".gz"));
}

rules::Answer logged_answer(const npm::LoggedRun& run) {
  rules::Answer a;
  a.asked = true;
  a.status = run.failed_status;
  for (const std::string& notice : run.notices) a.npm_notice += (a.npm_notice.empty() ? "" : "\n") + notice;
  const std::string& code = run.error_code;
  a.node_code = code;
  if (a.status == 0 && code.size() == 4 && code[0] == 'E' && std::all_of(code.begin() + 1, code.end(), ::isdigit))
    a.status = std::stoi(code.substr(1));
  if (a.status == 0 && code == "EOTP") a.status = 401;
  if (a.status == 0 && code == "EAUTHIP") a.status = 401;
  if (code == "E407" || a.status == 407)
    a.trouble = "proxy-auth";
  else if (code == "ENOTFOUND" || code.starts_with("EAI_"))
    a.trouble = "host-unknown";
  else if (code == "ECONNREFUSED")
    a.trouble = "refused";
  else if (code == "ECONNRESET")
    a.trouble = "reset";
  else if (code == "ETIMEDOUT" || code == "ERR_SOCKET_TIMEOUT")
    a.trouble = "timed-out";
  else if (code == "ERR_TLS_CERT_ALTNAME_INVALID")
    a.trouble = "tls-name";
  else if (code.find("CERT") != std::string::npos || code.find("UNABLE_TO_") == 0)
    a.trouble = "tls-untrusted";
  a.is_json = a.trouble.empty() && code != "FETCH_ERROR" && code != "EJSONPARSE";
  // "404 404 Not Found - PUT https://h/x - the server's own reason"
  for (const std::string& line : run.error_lines) {
    const std::size_t url = line.find(" http");
    const std::size_t dash = url == std::string::npos ? url : line.find(" - ", url);
    if (dash == std::string::npos) continue;
    a.message = base::printable(npm::shown_url(line.substr(dash + 3)));
    break;
  }
  if (a.message.empty() && !run.error_lines.empty())
    a.message = base::printable(npm::shown_url(run.error_lines.front()));
  return a;
}

// The package of a publish that the log tells of: by the address, the registry that npm names, or the last request
// about one of them.
std::optional<Concern> failing_publish(const Facts& facts) {
  const npm::LoggedRun& run = *facts.log;
  std::vector<Concern> candidates;
  for (const OwnPackage& own : published_packages(facts))
    if (auto c = publish_concern(facts, own)) candidates.push_back(std::move(*c));
  const auto named = [&](const std::string& address) -> Concern* {
    const auto url = npm::parse_url(address);
    const std::string name = url ? npm::registry_path(url->path).name : std::string();
    const auto at =
        std::find_if(candidates.begin(), candidates.end(), [&](const Concern& c) { return c.spec.name == name; });
    return at == candidates.end() ? nullptr : &*at;
  };
  if (Concern* c = named(run.failed_url)) return *c;
  const auto url = npm::parse_url(run.failed_url);
  if (url && url->is_http()) {  // `npm publish FILE.tgz`: a package that no folder here holds
    const RegistryPath path = npm::registry_path(url->path);
    const auto spec = path.name.empty() ? std::nullopt : npm::parse_spec(path.name);
    if (!spec || path.kind != RegistryPath::Kind::package) return std::nullopt;
    Concern c = write_concern(facts, *spec, run.failed_url, run.failed_method);
    return c.url && c.url->origin() == url->origin() ? std::optional(std::move(c)) : std::nullopt;
  }
  if (candidates.empty()) return std::nullopt;
  if (run.error_code == "ENEEDAUTH") {  // "... to be logged in to https://h/"
    const auto stopped_at = [&](const Concern& c, bool by_words) {
      const auto says = [&](const std::string& line) {
        return line.find(npm::shown_url(c.registry.url)) != std::string::npos;
      };
      return c.stopped_by == "ENEEDAUTH" &&
             (!by_words || std::any_of(run.error_lines.begin(), run.error_lines.end(), says));
    };
    for (const bool by_words : {true, false})
      for (Concern& c : candidates)
        if (stopped_at(c, by_words)) return c;
  }
  for (auto request = run.requests.rbegin(); request != run.requests.rend(); ++request)
    if (Concern* c = named(request->url)) return *c;
  return candidates.front();
}

// A write to a package, or any request to an endpoint below /-/; nullopt: neither, or at a host that the configuration
// does not name.
std::optional<Concern> write_or_endpoint(const Facts& facts, const npm::Url& url, const RegistryPath& path) {
  const npm::LoggedRun& run = *facts.log;
  const std::string method = run.failed_method.empty() ? "GET" : run.failed_method;
  const bool writes = method != "GET" && method != "HEAD";
  if (!writes && path.kind != RegistryPath::Kind::endpoint) return std::nullopt;
  const auto spec = path.name.empty() ? std::optional(PackageSpec{}) : npm::parse_spec(path.name);
  if (!spec) return std::nullopt;
  Concern c = writes && !spec->name.empty() ? write_concern(facts, *spec, run.failed_url, method)
                                            : endpoint_concern(facts, *spec, run.failed_url, method);
  if (!c.registry.parsed || c.registry.parsed->host_port() != url.host_port()) return std::nullopt;
  return c;
}

std::optional<Concern> concern_of(const Facts& facts) {
  const npm::LoggedRun& run = *facts.log;
  if (facts.operation == Operation::publish && run.failed_method != "GET") return failing_publish(facts);
  if (facts.operation == Operation::whoami) return identity_concern(facts);
  if (facts.operation == Operation::ping) return ping_concern(facts);
  if (run.error_code == "ENEEDAUTH") return whoami_concern(facts);  // lib/utils/get-identity.js, whatever the command
  const auto refused = refused_package(run);
  const std::string address = refused ? refused->url : run.failed_url;
  const auto url = npm::parse_url(address);
  if (!url || !url->is_http()) {
    const auto spec = npm::parse_spec(run.pkgid);
    const bool is_registrys =
        spec && (spec->type == PackageSpec::Type::registry || spec->type == PackageSpec::Type::alias);
    if (!is_registrys || spec->name.empty() || is_own_name(facts, spec->name)) return std::nullopt;
    return packument_concern(facts, *spec, facts.operation, {});
  }
  const RegistryPath path = npm::registry_path(url->path);
  const bool writes = !run.failed_method.empty() && run.failed_method != "GET";
  if (writes || path.kind == RegistryPath::Kind::endpoint) return write_or_endpoint(facts, *url, path);
  const auto pkgid = npm::parse_spec(run.pkgid);
  const bool has_address = pkgid && pkgid->type == PackageSpec::Type::remote;
  if (auto direct = direct_address(facts, has_address ? pkgid->url : address))
    return direct_tarball_concern(facts, direct->spec, direct->place);
  if (is_forge_archive(*url) && has_address) return direct_tarball_concern(facts, *pkgid, {});
  if (const npm::LockedPackage* locked = locked_by_address(facts, address))
    return locked_tarball_concern(facts, *locked);
  const auto spec = package_asked(run, path, address);
  // After a redirect the log has the last address only, which no registry of ours formed: its path names no package.
  const bool is_tarball = path.kind == RegistryPath::Kind::tarball;
  if (spec && run.pkgid.empty() && !is_tarball) {
    const npm::RegistryChoice registry = npm::registry_for(facts.config, *spec);
    if (!registry.parsed || registry.parsed->host_port() != url->host_port()) return std::nullopt;
  }
  // A tarball that no lockfile pins was named by a packument: ask that again, it leads to the tarball as it is named
  // now. Offline the log's address is all there is.
  if (spec && (!is_tarball || !facts.offline)) return packument_concern(facts, *spec, facts.operation, {});
  PackageSpec bare = spec.value_or(PackageSpec{});
  bare.url = address;
  return direct_tarball_concern(facts, bare, {});
}

}  // namespace

std::optional<DirectAddress> direct_address(const Facts& facts, const std::string& address) {
  std::optional<DirectAddress> found;
  each_dependency(facts, [&](const PackageSpec& spec, const base::Place& place) {
    if (!found && spec.type == PackageSpec::Type::remote && spec.url == address) found = DirectAddress{spec, place};
  });
  if (found || !facts.log) return found;
  for (const std::string& text : npm::named_packages(facts.log->command, facts.log->positionals))
    if (auto spec = npm::parse_spec(text); spec && spec->type == PackageSpec::Type::remote && spec->url == address)
      return DirectAddress{std::move(*spec), {}};
  return std::nullopt;
}

std::optional<Concern> failing_concern(const Facts& facts) {
  std::optional<Concern> c = concern_of(facts);
  if (!c) return std::nullopt;
  const auto logged = npm::parse_url(facts.log->failed_url);
  // A publish is told by its package, an address of package.json may be redirected.
  const bool same = !logged || c->writes() || c->is_direct() || (c->url && same_address(*logged, *c->url));
  c->is_failing_request = same;
  c->leads_to_failing = !same;
  if (same) {
    c->logged = logged_answer(*facts.log);
    c->logged_is_stale = facts.rc_changed_since_log;
  }
  return c;
}

}  // namespace e401::doctor
