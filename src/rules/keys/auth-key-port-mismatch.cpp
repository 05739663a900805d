// Decisive: a complete credential for the same host under another port, or with a default port that npm drops, which
// with the right port would go with the failing request. A key whose own port another registry of this configuration
// uses is left alone: then there are two servers on that host, and this one simply has no credential.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "rules/lens_keys.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool is_default_port(const npm::Url& url, const std::string& port) {
  return url.port.empty() && ((url.scheme == "https" && port == "443") || (url.scheme == "http" && port == "80"));
}

// Whoami and publish look under the registry's own key only, so that is the better place. Where another registry of the
// same server needs the credential too, the path that it is filed under stays.
std::vector<std::string> places_for(const Facts& facts, const Concern& c, const Filed& filed) {
  std::vector<std::string> out{key_for(c), "//" + c.url->host_port() + filed.path};
  const bool serves_others = std::any_of(facts.concerns.begin(), facts.concerns.end(), [&](const Concern& other) {
    return other.host == c.host && other.url && key_for(other) != key_for(c);
  });
  if (serves_others) std::swap(out[0], out[1]);
  return out;
}

std::string title_of(const Concern& c, const Filed& filed) {
  if (is_default_port(*c.url, filed.port))
    return "the key carries :" + filed.port + ", which npm drops from the address before it looks for the key";
  if (filed.port.empty()) return "the key lacks the port " + c.url->port + " that the registry has";
  if (c.url->port.empty()) return "the key has the port " + filed.port + ", the registry has none";
  return "the key is for port " + filed.port + ", the registry is at port " + c.url->port;
}

void check(const Facts& facts, findings::Findings& out) {
  const std::vector<Meant> meant = meant_credentials(facts);
  const std::vector<Filed> all = filed_credentials(facts, meant);
  for (const std::size_t i : starved(facts)) {
    const Concern& c = facts.concerns[i];
    if (!c.url) continue;
    const Filed* found = nullptr;
    std::optional<findings::Fix> fix;
    std::string place;
    std::set<std::string> values;
    for (const Filed& filed : all) {
      if (!filed.complete || !base::ascii_iequals(filed.host, c.url->host) || filed.port == c.url->port) continue;
      const bool same_server = is_default_port(*c.url, filed.port);
      if (!same_server && host_in_use(facts, filed.host_port())) continue;
      std::optional<findings::Fix> mine;
      std::string mine_at;
      for (const std::string& prefix : places_for(facts, c, filed)) {
        if (mine) break;
        mine = file_under(facts, c, filed.lines, prefix, "fix-port", Filing::instead);
        mine_at = prefix;
      }
      if (!mine) continue;
      values.insert(filed.lines.front()->value_text);
      if (fix) continue;
      if (same_server && mine->safety == findings::Safety::ask) mine->safety = findings::Safety::safe;
      fix = std::move(mine);
      place = mine_at;
      found = &filed;
    }
    if (!fix) continue;
    findings::Finding f = about(facts, i, "auth-key-port-mismatch", values.size() == 1);
    if (values.size() > 1)
      f.would_prove = "which of the credentials for " + found->host + " belongs to port " + c.url->port;
    f.title = title_of(c, *found);
    f.evidence = at_all(found->lines, "filed under " + found->prefix);
    add_registry_line(c, f.evidence, "asked at " + c.host);
    f.why =
        "The port is part of the key: npm files and looks up credentials by host:port, with :443 of https and :80 of "
        "http left out.";
    f.help = "File the credential under " + place + ", if the server at " + c.host + " is the one it was made for.";
    f.fixes = {std::move(*fix), by_hand(facts, c, key_for(c) + ":" + found->lines.front()->key.meant_field)};
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_auth_key_port_mismatch;
const Rule rule_auth_key_port_mismatch{"auth-key-port-mismatch", check};

}  // namespace e401::rules
