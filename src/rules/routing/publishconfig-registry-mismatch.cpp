// The publish goes elsewhere than the person is logged in to. Two shapes: publishConfig names a registry that no
// credential is filed for, while others are; or publishConfig is beaten by the scope's own registry, which it
// can only be by naming the scope.
#include <algorithm>

#include "base/digest.h"
#include "base/json.h"
#include "base/shell.h"
#include "base/text.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

std::string file_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

// A credential for the same path on another host, or for a host of nearly the same name: the key is wrong then, not
// publishConfig.
bool is_misfiled(const Keyed& k, const Concern& c) {
  if (k.path.size() > 1 && k.path == with_last_slash(c.registry.parsed->path)) return true;
  return base::edit_distance(k.host, c.host, 2) <= 2 || c.host.ends_with("." + k.host) ||
         k.host.ends_with("." + c.host);
}

void check_unknown_registry(const Facts& facts, std::size_t i, findings::Findings& out) {
  const Concern& c = facts.concerns[i];
  if (!c.from_publish_config || c.exact || !c.registry.parsed || c.host.empty()) return;
  if (c.stopped_by != "ENEEDAUTH" || credential_meant_for(facts, c.host)) return;
  std::vector<Keyed> others = keyed_credentials(facts);
  if (others.empty() || std::any_of(others.begin(), others.end(), [&](const Keyed& k) { return is_misfiled(k, c); }))
    return;
  findings::Finding f = about(facts, i, "publishconfig-registry-mismatch", true);
  f.title = "publishConfig sends the publish to " + c.host + ", and you are logged in to " + others.front().host;
  f.why =
      "npm publish goes to publishConfig.registry, whatever the npmrc says, and looks for a credential under exactly "
      "that registry's key.";
  f.help = "Log in to " + c.host + " if the package belongs there; else correct publishConfig.";
  f.evidence.push_back(at(c.named_at, "where the publish goes"));
  for (const Keyed& k : others) f.evidence.push_back(at(*k.entry, "a credential for another registry"));
  f.fixes.push_back(
      manual("log-in-there", "log in to the registry that publishConfig names",
             {"npm login " + base::shell_word("--registry=" + npm::shown_url(with_last_slash(c.registry.url)))}));
  f.fixes.push_back(manual(
      "correct-publishconfig", "or, if the package belongs to " + others.front().host + ", name that in publishConfig",
      {"npm pkg set " + base::shell_word("publishConfig.registry=" + registry_of_key(others.front()))}));
  out.add(std::move(f));
}

// The span of the member's key in package.json: the last string before the value's colon.
std::optional<base::Span> key_span(std::string_view text, const base::Json& value) {
  const std::size_t at = text.rfind("\"registry\"", value.span.begin);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view between = text.substr(at + 10, value.span.begin - at - 10);
  if (between.find_first_not_of(" \t\r\n:") != std::string_view::npos) return std::nullopt;
  return base::Span{at, at + 10};
}

void check_scope_wins(const Facts& facts, std::size_t i, findings::Findings& out) {
  const Concern& c = facts.concerns[i];
  const OwnPackage own = package_of(facts, c);
  if (c.from_publish_config || c.registry.via != "scope" || !c.registry.entry || !own.json) return;
  const base::Json* wanted = own.json->find_path({"publishConfig", "registry"});
  if (!wanted || !wanted->is_string() || same_registry(wanted->text, c.registry.url)) return;
  const auto meant = npm::parse_url(wanted->text);
  const bool known_there = npm::credentials_by_uri(facts.config, wanted->text).has_value();
  if (!meant || !known_there) return;
  findings::Finding f = about(facts, i, "publishconfig-registry-mismatch", true);
  f.title = c.registry.key + " beats publishConfig.registry: the publish goes to " + c.host + ", not to " +
            meant->host_port();
  f.why = "For a scoped package npm takes the scope's registry before `registry`, also where publishConfig sets it.";
  f.help = "Name the scope in publishConfig: \"" + c.registry.key + "\".";
  f.evidence.push_back(at(own.source->place(wanted->span.begin), "not followed"));
  f.evidence.push_back(at(*c.registry.entry, "wins for this scope"));
  if (const auto span = key_span(own.source->text(), *wanted)) {
    findings::Fix fix;
    fix.id = "name-scope";
    fix.safety = findings::Safety::ask;
    fix.description =
        "write \"" + c.registry.key + "\" instead of \"registry\" in publishConfig of " + file_name(own.path);
    findings::FileChange change;
    change.path = own.path;
    change.judged_sha256 = base::sha256_hex(own.source->text());
    change.edits.push_back({*span, base::Secret(base::json_quote(c.registry.key))});
    fix.changes.push_back(std::move(change));
    f.fixes.push_back(std::move(fix));
  }
  f.fixes.push_back(
      manual("publish-with-flag", "or name the scope's registry for this publish only",
             {"npm publish " + base::shell_word("--" + c.registry.key + "=" + npm::shown_url(wanted->text))}));
  out.add(std::move(f));
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (c.purpose != Purpose::publish || !looks_like_access(c)) continue;
    check_unknown_registry(facts, i, out);
    check_scope_wins(facts, i, out);
  }
}

}  // namespace

extern const Rule rule_publishconfig_registry_mismatch;
const Rule rule_publishconfig_registry_mismatch{"publishconfig-registry-mismatch", check};

}  // namespace e401::rules
