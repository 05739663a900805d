// The endpoint serves packages and takes none: a group, a virtual or proxy repository, a mirror, GitLab's group
// endpoint. Told by the server's words, by addresses that are read-only by their vendor's documents, or by a refusal
// (405, 400 without a reason) of a write where reading with the same credential works.
#include <algorithm>
#include <array>

#include "base/shell.h"
#include "base/text.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view w) { return text.find(w) != std::string_view::npos; });
}

// Endpoints that only read, by the vendor's own documents. "" none of them.
std::string read_only_by_address(const npm::Url& registry, std::string& instead) {
  const std::string& path = registry.path;
  if (path.find("/api/v4/") != std::string::npos && path.find("/packages/npm") != std::string::npos &&
      path.find("/projects/") == std::string::npos) {
    instead = registry.origin() + path.substr(0, path.find("/api/v4/")) + "/api/v4/projects/ID/packages/npm/";
    return path.find("/groups/") != std::string::npos
               ? "GitLab takes packages at a project's endpoint only, not at a group's"
               : "GitLab takes packages at a project's endpoint only, not at the instance's";
  }
  if (registry.host == "registry.npmmirror.com" || registry.host == "registry.npm.taobao.org") {
    instead = npm::public_registry_url();
    return "it is a mirror";
  }
  if (registry.host == "npm.jsr.io") {
    instead = "jsr publish";
    return "JSR takes packages by its own command only";
  }
  return {};
}

// What the server gave as its reason; "" where npm's log has but its own line ("400 Bad Request - PUT https://...").
std::string reason(const Answer& a) {
  const std::string text = base::ascii_lower(a.message);
  return text.find("put http") == std::string::npos ? text : std::string();
}

bool says_read_only(const std::string& text) {
  return has_any(text, {"group repository",    "is a group",
                        "proxy repository",    "virtual repository",
                        "remote repository",   "read-only",
                        "read only",           "readonly",
                        "does not accept",     "default deployment",
                        "no default local",    "not a local repository",
                        "not a hosted",        "method not allowed",
                        "not support publish", "publishing is disabled",
                        "publishing is not",   "publish is not supported",
                        "is a mirror",         "cannot be deployed",
                        "deployment is not",   "cannot deploy",
                        "no uploads",          "upstream repository",
                        "deploying to groups"});
}

// The repository's own name, where the address has one: "npm-group" of /repository/npm-group/.
bool name_says_group(const npm::Url& registry) {
  const std::string path = base::ascii_lower(registry.path);
  std::string last = path.substr(0, path.find_last_not_of('/') + 1);
  last = last.substr(last.rfind('/') + 1);
  return has_any(last, {"group", "proxy", "virtual", "mirror", "remote", "-all", "public", "cache"});
}

bool is_read_with_it(const Concern& c) {
  return c.as_sent.asked && (c.as_sent.ok() || c.as_sent.status == 404);
}

// Elsewhere on the same host: where this person may well publish.
std::string sibling(const Facts& facts, const Concern& c) {
  for (const Keyed& k : keyed_credentials(facts))
    if (k.host == c.host && with_last_slash(k.path) != with_last_slash(c.registry.parsed->path) && k.path.size() > 1)
      return registry_of_key(k);
  return {};
}

enum class Verdict { none, likely, proven };

Verdict judge(const Concern& c, bool by_address) {
  if (c.stopped_by == "ENEEDAUTH") return by_address ? Verdict::proven : Verdict::none;
  const Answer& a = c.logged;
  if (!a.asked || !a.trouble.empty() || a.status < 400 || a.status >= 500 || a.status == 409 || a.status == 402 ||
      a.status == 429)
    return Verdict::none;
  const std::string words = reason(a);
  if (says_read_only(words)) return Verdict::proven;
  if (by_address) return a.status == 401 ? Verdict::likely : Verdict::proven;
  if (nothing_sent(c) || !is_read_with_it(c)) return Verdict::none;
  if (a.status == 405) return Verdict::proven;
  if (a.status != 400 || !words.empty()) return Verdict::none;
  return name_says_group(*c.registry.parsed) ? Verdict::proven : Verdict::likely;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (c.purpose != Purpose::publish || !c.registry.parsed) continue;
    std::string instead;
    const std::string by_address = read_only_by_address(*c.registry.parsed, instead);
    const Verdict verdict = judge(c, !by_address.empty());
    if (verdict == Verdict::none) continue;
    findings::Finding f = about(facts, i, "publish-endpoint-wrong", verdict == Verdict::proven);
    f.title = npm::shown_url(c.registry.url) + " can be read, but takes no packages" +
              (by_address.empty() ? "" : ": " + by_address);
    f.why =
        "Groups, virtual repositories, proxies and mirrors put other repositories together for reading. A publish "
        "needs the hosted (local) repository itself.";
    f.help = "Name the repository that takes packages in publishConfig.registry; installs may stay with the group.";
    if (verdict == Verdict::likely) f.would_prove = "the kind of this repository, on the server's page of repositories";
    add_route_line(c, f.evidence, "where the publish goes");
    if (std::string other = sibling(facts, c); !other.empty()) instead = other;
    std::vector<std::string> commands;
    if (instead.starts_with("http"))
      commands.push_back("npm pkg set " + base::shell_word("publishConfig.registry=" + instead));
    f.fixes.push_back(manual("hosted-repository",
                             "publish to the hosted repository" + (instead.empty() ? std::string() : ": " + instead),
                             std::move(commands)));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_publish_endpoint_wrong;
const Rule rule_publish_endpoint_wrong{"publish-endpoint-wrong", check};

}  // namespace e401::rules
