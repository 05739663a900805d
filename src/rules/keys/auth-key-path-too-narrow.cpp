// Decisive: a complete credential for the same host and port whose path does not cover the failing request, and which
// under the registry's own path (for a tarball: the path it lies below) would go with it. On hosts that strangers
// share, only within the same owner's paths.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "providers/hosts.h"
#include "rules/lens_keys.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

std::size_t common_parts(std::string_view a, std::string_view b) {
  const auto x = base::split(a, '/'), y = base::split(b, '/');
  std::size_t n = 0;
  while (n < std::min(x.size(), y.size()) && x[n] == y[n]) ++n;
  return n;
}

// "/fabrikam/_packaging/..." and "/contoso/_packaging/..." on one host are two companies. GitLab's numbers tell
// nothing. A tarball that the key's own registry names is that company's, wherever on the host it lies (GitHub keeps
// them all below /download/).
bool other_tenant(const Concern& c, const Filed& filed) {
  const auto packument = npm::parse_url(npm::request_url(c.registry.url, c.spec.escaped_name()));
  if (c.purpose == Purpose::tarball && packument && covers(filed.prefix, *packument)) return false;
  const auto& family = providers::family_of(*c.url);
  if (!family.shared_by_tenants || family.id == "gitlab") return false;
  const auto first = [](std::string_view path) {
    return base::split(path, '/').size() > 1 ? base::split(path, '/')[1] : std::string_view();
  };
  const std::string_view theirs = first(filed.path), ours = first(c.url->path);
  return !theirs.empty() && !ours.empty() && theirs != ours && c.registry.parsed && c.registry.parsed->path != "/";
}

// The path below which a tarball's host keeps packages: what stands before the package's name.
std::string tarball_prefix(const Concern& c) {
  const std::string path = base::replace_all(base::replace_all(c.url->path, "%2f", "/"), "%2F", "/");
  std::size_t at = path.find("/" + c.spec.name + "/");
  if (at == std::string::npos) at = path.rfind('/');
  if (at == 0 && providers::family_of(*c.url).shared_by_tenants)
    at = path.rfind('/');  // never the whole of a shared host
  return "//" + c.url->host_port() + path.substr(0, at + 1);
}

std::string wanted_prefix(const Concern& c) {
  return c.purpose == Purpose::tarball ? tarball_prefix(c) : key_for(c);
}

struct Candidate {
  const Filed* filed = nullptr;
  findings::Fix fix;
};

std::vector<Candidate> candidates(const Facts& facts, const Concern& c, const std::vector<Filed>& all) {
  std::vector<Candidate> out;
  for (const Filed& filed : all) {
    if (!filed.complete || !c.url || filed.host_port() != c.url->host_port() || covers(filed.prefix, *c.url) ||
        other_tenant(c, filed))
      continue;
    if (auto fix = file_under(facts, c, filed.lines, wanted_prefix(c), "add-sibling-key", Filing::besides))
      out.push_back({&filed, std::move(*fix)});
  }
  std::stable_sort(out.begin(), out.end(), [&](const Candidate& a, const Candidate& b) {
    return common_parts(a.filed->path, c.url->path) > common_parts(b.filed->path, c.url->path);
  });
  return out;
}

void check(const Facts& facts, findings::Findings& out) {
  const std::vector<Meant> meant = meant_credentials(facts);
  const std::vector<Filed> all = filed_credentials(facts, meant);
  for (const std::size_t i : starved(facts)) {
    const Concern& c = facts.concerns[i];
    std::vector<Candidate> found = candidates(facts, c, all);
    if (found.empty()) continue;
    std::set<std::string> values;
    for (const Candidate& k : found) values.insert(k.filed->lines.back()->value_text);
    const Filed& filed = *found.front().filed;
    findings::Finding f = about(facts, i, "auth-key-path-too-narrow", values.size() == 1);
    if (values.size() > 1)
      f.would_prove = "which of the credentials for " + c.host + " has access to " + npm::shown_url(c.url_text);
    f.title = "the credential is filed under " + filed.prefix + ", which does not cover " + wanted_prefix(c);
    f.evidence = at_all(filed.lines, "does not cover the address that is asked");
    add_registry_line(c, f.evidence, "asked below " + wanted_prefix(c));
    f.why = "npm sends a credential with addresses below its key's path, and with no other address of the same host.";
    f.help = "File the same credential under " + wanted_prefix(c) +
             " as well. A key for the whole host would send it to everybody there.";
    f.fixes = {std::move(found.front().fix),
               by_hand(facts, c, wanted_prefix(c) + ":" + filed.lines.front()->key.meant_field)};
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_auth_key_path_too_narrow;
const Rule rule_auth_key_path_too_narrow{"auth-key-path-too-narrow", check};

}  // namespace e401::rules
