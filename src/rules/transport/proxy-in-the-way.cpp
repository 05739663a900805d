// The proxy that npm goes through is not there, or opens no way to the registry: the registry was never asked, though
// npm's own words name it (a refused CONNECT reads as "403 Forbidden - GET https://the-registry/"). That the proxy
// wants a password is another rule's; that it knows no such host, too.
#include "base/shell.h"
#include "base/text.h"
#include "rules/lens_proxy.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

const Answer* stopped_by_proxy(const Concern& c) {
  for (const Answer* a : {&c.as_sent, &c.anonymous}) {
    const bool unreachable = a->trouble == "proxy-unreachable";
    // 5xx: the proxy tried, and the host behind it may be the one in trouble.
    const bool refuses = a->trouble == "proxy-failed" && a->proxy_status >= 400 && a->proxy_status < 500;
    if (a->asked && (unreachable || refuses) && !host_is_unknown(*a)) return a;
  }
  return nullptr;
}

std::string title_of(const Answer& a, const Concern& c, const std::string& proxy) {
  if (a.trouble == "proxy-failed")
    return "the proxy" + proxy + " does not let npm through to " + c.host + ": " + std::to_string(a.proxy_status);
  if (a.node_code == "ECONNREFUSED") return "nobody listens at the proxy" + proxy + " that npm is told to use";
  if (a.node_code == "ENOTFOUND" || a.node_code.starts_with("EAI_"))
    return "the name of the proxy" + proxy + " that npm is told to use cannot be looked up";
  return "the proxy" + proxy + " that npm is told to use does not answer";
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    const Answer* a = stopped_by_proxy(c);
    if (!a || !c.url) continue;
    const bool refuses = a->trouble == "proxy-failed";
    const auto place = proxy_place(facts, *c.url);
    const auto address = place ? npm::parse_url(place->value) : std::nullopt;
    findings::Finding f = about(facts, i, "proxy-in-the-way", true);
    f.title = title_of(*a, c, address ? " " + address->host_port() : "");
    f.why =
        "npm asks the registry through the proxy; " + c.host + " itself was not asked, and no credential was judged.";
    if (refuses) f.why += " npm shows the proxy's answer as if it were the registry's.";
    f.help = refuses ? "Ask those who run the proxy to let " + c.host + " through, or exempt the host from the proxy."
                     : "Correct the proxy setting, take it away, or start the proxy.";
    if (place) f.evidence.push_back(place->evidence);
    if (refuses)
      f.fixes.push_back(
          ask_server_admin("allow-host", "ask those who run the proxy to allow CONNECT to " + c.url->host_port()));
    if (place) {
      const bool is_setting = place->entry && place->entry->line;
      const std::string remove = is_setting ? "npm config delete " + place->name +
                                                  " --location=" + std::string(npm::name_of(place->entry->layer))
                                            : "unset " + place->name;
      if (!refuses && (is_setting || base::is_shell_name(place->name)))
        f.fixes.push_back(manual("remove-proxy",
                                 "correct " + place->name + ", or take it away if no proxy is needed here", {remove}));
      f.fixes.push_back(manual("exempt-host",
                               "or leave the proxy out for " + c.url->host + ", if it is reached directly",
                               {noproxy_command(facts, c.url->host)}));
    }
    if (f.fixes.empty()) f.fixes.push_back(manual("look", "look at the proxy settings of this machine"));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_proxy_in_the_way;
const Rule rule_proxy_in_the_way{"proxy-in-the-way", check};

}  // namespace e401::rules
