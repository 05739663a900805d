// 407, or a challenge of a proxy in any other refusal: the registry was never asked.
#include "base/shell.h"
#include "base/text.h"
#include "rules/lens_proxy.h"
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
      commands.push_back(place->entry && place->entry->line
                             ? "npm config set " + base::shell_word(place->name) + " " + base::shell_word(address)
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
