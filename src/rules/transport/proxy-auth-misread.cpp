// 407, or a challenge of a proxy in any other refusal: the registry was never asked. The setting that chose the proxy
// is found by npm's own order (R-93): https-proxy, proxy, then the variables in any case, the last spelling in the
// environment winning.
#include <array>

#include "base/shell.h"
#include "base/text.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool proxy_wants_credentials(const Answer& a) {
  if (!a.asked) return false;
  if (a.trouble == "proxy-auth" || a.status == 407 || a.node_code == "E407") return true;
  if (a.status < 400) return false;
  for (const auto& [name, value] : a.headers)
    if (name == "proxy-authenticate") return true;
  return false;
}

struct ProxyPlace {
  findings::Evidence evidence;
  std::string name;  // as a person would type it
  std::string value;
  bool in_file = false;
};

std::optional<ProxyPlace> proxy_place(const Facts& facts, const npm::Url& url) {
  for (const char* key : {"https-proxy", "proxy"}) {
    const npm::Entry* entry = facts.config.flat_entry(key);
    const npm::Value value = facts.config.flat(key);
    if (entry && value.string() && value.truthy())
      return ProxyPlace{at(*entry, "the proxy is set here"), key, *value.string(), entry->line != nullptr};
  }
  static constexpr std::array<std::string_view, 3> names{"https_proxy", "http_proxy", "proxy"};
  for (std::size_t i = 0; i < (url.scheme == "https" ? 1 : names.size()); ++i) {
    const std::pair<std::string, std::string>* last = nullptr;
    for (const auto& variable : facts.config.situation.env)
      if (base::ascii_lower(variable.first) == names[i]) last = &variable;
    if (last && !last->second.empty())
      return ProxyPlace{at_variable(last->first, "the proxy is set here"), last->first, last->second, false};
  }
  return std::nullopt;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!proxy_wants_credentials(c.verdict()) && !proxy_wants_credentials(c.as_sent) &&
        !proxy_wants_credentials(c.anonymous))
      continue;
    findings::Finding f = about(facts, i, "proxy-auth-misread", true);
    f.title = "the proxy wants a user name and password, the registry was not reached";
    f.why =
        "407 comes from the proxy between this machine and " + c.host + ": no token for the registry can change it.";
    f.help = "Give npm the proxy's credentials, or leave the proxy out for this host with noproxy.";
    const auto place = c.url ? proxy_place(facts, *c.url) : std::nullopt;
    std::string what =
        "put the proxy's user name and password into the proxy setting, with % codes for special characters";
    std::vector<std::string> commands;
    if (place) {
      const auto proxy = npm::parse_url(place->value);
      const bool has_user = proxy && !proxy->username.empty();
      f.evidence.push_back(place->evidence);
      const std::string address =
          proxy ? proxy->scheme + "://USER:PASSWORD@" + proxy->host_port() : "http://USER:PASSWORD@PROXY:PORT";
      if (has_user) {
        f.title = "the proxy refuses the user name and password in " + place->name;
        what = "correct the user name and password in " + place->name + " (special characters as % codes)";
      }
      commands.push_back(place->in_file ? "npm config set " + base::shell_word(place->name) + " " + base::shell_word(address)
                                        : "export " + place->name + "=" + base::shell_word(address));
    }
    f.fixes.push_back(manual("proxy-credentials", what, std::move(commands)));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_proxy_auth_misread;
const Rule rule_proxy_auth_misread{"proxy-auth-misread", check};

}  // namespace e401::rules
