// A credential of another host is never evidence by itself: people have many. It is where the other name is a name of
// the same service (related_hosts.h), or the token by its form belongs to the vendor that is asked, and nothing else of
// this configuration goes to that other host. The fix stays with a person: only they know that both names are the same
// people's.
#include <algorithm>

#include "base/shell.h"
#include "base/text.h"
#include "providers/hosts.h"
#include "providers/token_shapes.h"
#include "rules/lens_keys.h"
#include "rules/new_credential.h"
#include "rules/related_hosts.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

// Some line, counting or hidden, routes packages there, or the lockfile has addresses there: the credential has a use
// of its own.
bool has_own_use(const Facts& facts, const std::string& host_port) {
  if (host_in_use(facts, host_port)) return true;
  const auto is_there = [&](std::string_view address) {
    const auto url = npm::parse_url(address);
    return url && url->host_port() == host_port;
  };
  for (const npm::LayerData& layer : facts.config.layers)
    for (const npm::Entry& e : layer.entries)
      if (e.key.ends_with("registry") && e.value.string() && is_there(*e.value.string())) return true;
  return false;
}

bool token_is_asked_vendors(const Concern& c, const Filed& filed) {
  const auto shape = providers::shape_of(base::Secret(filed.lines.front()->value_text));
  const auto& family = providers::family_of(*c.url);
  return shape && !shape->family.empty() && shape->family == family.id;
}

bool token_is_others(const Concern& c, const Filed& filed) {
  const auto shape = providers::shape_of(base::Secret(filed.lines.front()->value_text));
  const auto& family = providers::family_of(*c.url);
  return shape && !shape->family.empty() && family.id != "generic" && shape->family != family.id;
}

int strength(const Concern& c, const Filed& filed) {
  const std::string host = base::ascii_lower(filed.host);
  const std::string registry_path = c.registry.parsed ? c.registry.parsed->path : "/";
  const Relation relation = relation_of({host, filed.port, filed.path}, {c.url->host, c.url->port, registry_path});
  if (token_is_others(c, filed)) return 0;
  return static_cast<int>(relation) + (token_is_asked_vendors(c, filed) ? 10 : 0);
}

findings::Fix fix_for(const Facts& facts, const Concern& c, const Filed& filed, const std::string& wanted) {
  const std::string field = filed.lines.front()->key.meant_field;
  const bool in_file = filed.lines.front()->document != nullptr;
  findings::Fix fix =
      in_file ? refile(facts, c, filed.lines, wanted, "bind-to-asked-host") : set_again(facts, filed.lines, wanted);
  fix.safety = findings::Safety::manual;
  for (findings::Binding& b : fix.bindings) b.other_host = true;
  fix.description = "file the credential of " + place_words(facts, *filed.lines.front()->entry) + " under " + wanted +
                    ", if " + filed.host_port() + " and " + c.host + " are the same service";
  if (in_file)
    fix.commands = {"e401 fix --allow-credential " + base::shell_word(wanted.substr(2)) + " " +
                    base::shell_word(filed.prefix + ":" + field)};
  return fix;
}

void check(const Facts& facts, findings::Findings& out) {
  const std::vector<Meant> meant = meant_credentials(facts);
  const std::vector<Filed> all = filed_credentials(facts, meant);
  for (const std::size_t i : starved(facts)) {
    const Concern& c = facts.concerns[i];
    if (!c.url || c.purpose == Purpose::tarball) continue;  // a tarball on another host: cross-host-tarball-no-auth
    const Filed* best = nullptr;
    int best_strength = 0;
    for (const Filed& filed : all) {
      if (!filed.complete || base::ascii_iequals(filed.host, c.url->host) || has_own_use(facts, filed.host_port()))
        continue;
      const int s = strength(c, filed);
      if (s > best_strength) best = &filed, best_strength = s;
    }
    if (!best) continue;
    const std::string wanted = key_for(c);
    findings::Finding f = about(facts, i, "auth-key-host-mismatch", true);
    f.title = "the credential is filed under " + best->host_port() + ", the registry is at " + c.host;
    f.evidence = at_all(best->lines, "filed under another host name");
    add_registry_line(c, f.evidence, "asked at " + c.host);
    f.why =
        "npm compares host names letter by letter: an alias, an old name or the web site's name of the same service is "
        "another host, and its credential is not sent.";
    f.help = "If both names are the same service, file the credential under " + wanted + ". If not, get one for " +
             c.host + ".";
    f.fixes = {fix_for(facts, c, *best, wanted), new_credential(facts, c)};
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_auth_key_host_mismatch;
const Rule rule_auth_key_host_mismatch{"auth-key-host-mismatch", check};

}  // namespace e401::rules
