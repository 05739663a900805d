#include "policy/policies.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "npm/expand.h"
#include "npm/lockfile.h"
#include "npm/rc_document.h"
#include "npm/strangers.h"
#include "providers/hosts.h"
#include "providers/token_shapes.h"

namespace e401::policy {
namespace {

using Stands = CredentialSeen::Stands;

constexpr std::int64_t day_s = 86'400;

std::string scope_of(std::string_view package) {
  const std::size_t slash = package.find('/');
  return package.starts_with('@') && slash != std::string_view::npos ? std::string(package.substr(0, slash)) : "";
}

std::string_view field_of(std::string_view key) {
  const std::size_t colon = key.rfind(':');
  return colon == std::string_view::npos ? key : key.substr(colon + 1);
}

std::string names_of(const std::vector<AllowedRegistry>& allowed) {
  std::vector<std::string> names;
  for (const AllowedRegistry& a : allowed) names.push_back(a.shown);
  return names.empty() ? "none" : base::join(names, ", ");
}

std::string words_for(std::string_view scope) {
  return scope.empty() ? "packages without a scope of their own rule" : "packages of " + in_quotes(scope);
}

bool is_same_host(const AllowedRegistry& allowed, const npm::Url& url) {
  return allowed.where.host_port == url.host_port() && (url.scheme == "https" || allowed.where.plain_http);
}

// "//npm.acme.example:8443/npm/:_authToken" -> " for npm.acme.example:8443"
std::string for_whom(std::string_view key) {
  if (!key.starts_with("//")) return "";
  const std::string_view rest = key.substr(2);
  return " for " + base::printable(rest.substr(0, rest.find('/')));
}

// What a JSON Web Token may stand in: a token, a password, or the part of _auth behind its colon.
std::optional<std::int64_t> end_of(const CredentialSeen& c) {
  const std::string field = base::ascii_lower(field_of(c.key));
  std::string text = c.value.reveal();
  if (field == "_password" || field == "_auth") text = base::base64_decode_lenient(text);
  if (field == "_auth") text = text.substr(std::min(text.size(), text.find(':') + 1));
  const auto jwt = providers::read_jwt(text);
  return jwt ? jwt->expires_s : std::nullopt;
}

std::string in_words(std::int64_t seconds) {
  if (seconds < 2 * day_s) return base::counted(static_cast<std::size_t>(seconds / 3600), "hour");
  return base::counted(static_cast<std::size_t>(seconds / day_s), "day");
}

void judge_terms(const Terms& terms, const CredentialSeen& c, std::int64_t now_s, std::vector<Breach>& out) {
  const std::string whom = for_whom(c.key);
  if (terms.kinds) {
    const auto& kinds = terms.kinds->value;
    if (std::find(kinds.begin(), kinds.end(), c.kind) == kinds.end())
      out.push_back(
          {About::credential, fmt::format("no {} credential{} is allowed", name_of(c.kind), whom), terms.kinds->place});
  }
  if (terms.literals && c.is_literal) {
    const Literals l = terms.literals->value;
    if (l == Literals::nowhere && c.stands != Stands::elsewhere)
      out.push_back({About::credential,
                     fmt::format("a credential{} stands in no file as itself, only as ${{VARIABLE}}", whom),
                     terms.literals->place});
    if (l == Literals::user_files && c.stands == Stands::project_file)
      out.push_back({About::credential, fmt::format("a credential{} stands in no file of a project as itself", whom),
                     terms.literals->place});
  }
  if (terms.token_prefixes && !terms.token_prefixes->value.empty() && c.kind == Kind::token && !c.value.empty()) {
    const auto& prefixes = terms.token_prefixes->value;
    const bool fits = std::any_of(prefixes.begin(), prefixes.end(),
                                  [&](const std::string& p) { return c.value.reveal().starts_with(p); });
    if (!fits)
      out.push_back({About::credential,
                     fmt::format("a token{} begins with {}", whom, base::printable(base::join(prefixes, " or "))),
                     terms.token_prefixes->place});
  }
  if (terms.minimum_days_left && !c.value.empty()) {
    const auto end_s = end_of(c);
    const int days = terms.minimum_days_left->value;
    if (end_s && *end_s - now_s < days * day_s) {
      const std::string when = *end_s <= now_s ? "it ended " + in_words(now_s - *end_s) + " ago"
                                               : "this one ends in " + in_words(*end_s - now_s);
      out.push_back({About::expiry,
                     fmt::format("a credential{} has {} left at least; {}", whom,
                                 base::counted(static_cast<std::size_t>(days), "day"), when),
                     terms.minimum_days_left->place});
    }
  }
}

std::set<std::string, std::less<>> lines_of(const npm::RcDocument& document) {
  std::set<std::string, std::less<>> out;
  for (std::size_t n = 1; n <= document.lines().size(); ++n) out.emplace(document.source().line(n));
  return out;
}

void append(std::vector<Breach>& out, std::vector<Breach> more) {
  for (Breach& b : more) {
    const bool is_there = std::any_of(out.begin(), out.end(),
                                      [&](const Breach& o) { return o.sentence == b.sentence && o.rule == b.rule; });
    if (!is_there) out.push_back(std::move(b));
  }
}

}  // namespace

Policies::Policies(std::vector<Policy> policies, const npm::Config& config, std::int64_t now_s)
    : policies_(std::move(policies)), now_s_(now_s) {
  if (policies_.empty()) return;
  ground_.situation = config.situation;
  ground_.local_prefix = config.local_prefix;
}

const Complaint* Policies::complaint() const {
  for (const Policy& p : policies_)
    if (!p.complaints.empty()) return &p.complaints.front();
  return nullptr;
}

std::string Policies::expanded(std::string_view text) const {
  return npm::expand(text, [&](std::string_view name) { return ground_.situation.variable(name); }).text;
}

Stands Policies::place_of_file(const std::string& path) const {
  return npm::lies_in_project(ground_, path) ? Stands::project_file : Stands::user_file;
}

std::vector<Breach> Policies::of_route(std::string_view scope, const npm::Url& registry) const {
  std::vector<Breach> out;
  for (const Policy& policy : policies_) {
    const RegistryRule* rule = policy.rule_for(scope);
    if (!rule) continue;
    const bool fits = std::any_of(rule->allowed.begin(), rule->allowed.end(), [&](const AllowedRegistry& a) {
      return TrustedHosts({a.where}).covers(registry) || (a.is_public && providers::is_public_registry(registry));
    });
    if (!fits)
      out.push_back({About::registry,
                     fmt::format("{} come from {}, not from {}", words_for(scope), names_of(rule->allowed),
                                 base::printable(registry.shown())),
                     rule->place});
  }
  return out;
}

std::vector<Breach> Policies::of_tarball(std::string_view scope, const npm::Url& tarball) const {
  std::vector<Breach> out;
  for (const Policy& policy : policies_) {
    const RegistryRule* rule = policy.rule_for(scope);
    if (!rule) continue;
    const bool fits = std::any_of(rule->allowed.begin(), rule->allowed.end(), [&](const AllowedRegistry& a) {
      return is_same_host(a, tarball) || (a.is_public && providers::is_public_registry(tarball));
    });
    if (!fits)
      out.push_back({About::registry,
                     fmt::format("{} come from {}, not from {}", words_for(scope), names_of(rule->allowed),
                                 base::printable(tarball.origin())),
                     rule->place});
  }
  return out;
}

std::optional<CredentialSeen> Policies::credential_seen(std::string_view key, std::string_view text,
                                                        Stands stands) const {
  CredentialSeen c;
  c.key = key;
  c.stands = stands;
  const std::string field = base::ascii_lower(field_of(key));  // misspelt, it is a secret all the same
  if (text.empty()) return std::nullopt;
  if (key == "registry" || (key.starts_with('@') && field == "registry")) {
    const auto url = npm::parse_url(expanded(text));
    if (!url || url->password.empty()) return std::nullopt;
    c.key = "//" + url->host_port() + "/:_auth";
    c.kind = Kind::basic;
    c.is_literal = npm::expand(text, [](std::string_view) { return std::nullopt; }).uses.empty();
    return c;  // what it is worth is not looked at
  }
  if (field == "_authtoken")
    c.kind = Kind::token;
  else if (field == "_auth" || field == "_password")
    c.kind = Kind::basic;
  else if (field == "certfile" || field == "keyfile" || key == "key")
    c.kind = Kind::certificate;
  else
    return std::nullopt;
  const npm::Expansion e = npm::expand(text, [&](std::string_view name) { return ground_.situation.variable(name); });
  c.is_literal = e.uses.empty() && c.kind != Kind::certificate;
  if (key == "key") c.is_literal = e.uses.empty();
  const bool is_known =
      std::all_of(e.uses.begin(), e.uses.end(), [](const npm::VariableUse& u) { return u.set && !u.empty; });
  if (is_known && c.kind != Kind::certificate) c.value = base::Secret(e.text);
  return c;
}

std::vector<Breach> Policies::of_credential(const CredentialSeen& credential) const {
  std::vector<Breach> out;
  for (const Policy& policy : policies_) judge_terms(policy.terms_for_key(credential.key), credential, now_s_, out);
  return out;
}

std::vector<Breach> Policies::of_change(const Written& written) const {
  if (policies_.empty()) return {};
  const std::string name = written.path.substr(written.path.rfind('/') + 1);
  if (name == "package-lock.json" || name == "npm-shrinkwrap.json") return of_lockfile(written);
  return name.ends_with(".json") ? of_package_json(written) : of_rc(written);
}

std::optional<std::string> Policies::objection_to(const std::vector<Written>& changes) const {
  if (const Complaint* unclear = complaint(); unclear && !changes.empty())
    return "a policy that applies here is not understood (" + unclear->text() + ")";
  for (const Written& written : changes)
    if (const std::vector<Breach> breaches = of_change(written); !breaches.empty())
      return fmt::format("the policy {}:{} forbids it: {}", breaches.front().rule.file, breaches.front().rule.line,
                         breaches.front().sentence);
  return std::nullopt;
}

std::vector<Breach> Policies::of_rc(const Written& written) const {
  std::vector<Breach> out;
  const auto old = lines_of(npm::RcDocument::parse(written.path, written.before));
  const auto document = npm::RcDocument::parse(written.path, written.after);
  for (std::size_t n = 1; n <= document.lines().size(); ++n) {
    const npm::RcLine& line = document.line(n);
    const std::string* text = line.value.string();
    if (line.kind != npm::RcLine::Kind::entry || !line.section.empty() || !text ||
        old.contains(document.source().line(n)))
      continue;
    if (const auto seen = credential_seen(line.key, *text, place_of_file(written.path)))
      append(out, of_credential(*seen));
    const bool is_scoped = line.key.starts_with('@') && line.key.ends_with(":registry");
    if (line.key != "registry" && !is_scoped) continue;
    if (const auto url = npm::parse_url(expanded(*text)); url && url->is_http())
      append(out, of_route(is_scoped ? line.key.substr(0, line.key.find(':')) : "", *url));
  }
  return out;
}

std::vector<Breach> Policies::of_lockfile(const Written& written) const {
  std::vector<Breach> out;
  const auto before = npm::parse_lockfile(written.path, written.before);
  const auto after = npm::parse_lockfile(written.path, written.after);
  if (!after) return out;
  std::set<std::string, std::less<>> old;
  if (before)
    for (const npm::LockedPackage& p : before->packages) old.emplace(p.resolved);
  for (const npm::LockedPackage& p : after->packages) {
    if (p.resolved.empty() || old.contains(p.resolved)) continue;
    if (const auto url = npm::parse_url(p.resolved); url && url->is_http())
      append(out, of_tarball(scope_of(p.name), *url));
  }
  return out;
}

std::vector<Breach> Policies::of_package_json(const Written& written) const {
  std::vector<Breach> out;
  const auto before = base::parse_json(written.before), after = base::parse_json(written.after);
  const base::Json* config = after ? after->find("publishConfig") : nullptr;
  if (!config || !config->is_object()) return out;
  const std::string* name = after->find_string({"name"});
  for (const auto& [key, value] : config->members) {
    if (!value.is_string() || (key != "registry" && !key.ends_with(":registry"))) continue;
    const std::string* was = before ? before->find_string({"publishConfig", key}) : nullptr;
    if (was && *was == value.text) continue;
    const std::string scope = key == "registry" ? scope_of(name ? *name : "") : key.substr(0, key.find(':'));
    if (const auto url = npm::parse_url(value.text); url && url->is_http()) append(out, of_route(scope, *url));
  }
  return out;
}

}  // namespace e401::policy
