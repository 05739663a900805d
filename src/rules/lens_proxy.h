// Which setting sends a request through a proxy, by npm's own order: https-proxy, proxy, then the variables in
// any case, the last spelling in the environment winning. For the rules about proxies that stand in the way.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/lens.h"

namespace e401::rules {

struct ProxyPlace {
  findings::Evidence evidence;
  std::string name;  // as a person would type it: "https-proxy", "HTTPS_PROXY"
  std::string value;
  const npm::Entry* entry = nullptr;  // nullptr: a variable that is no setting of npm's
};
std::optional<ProxyPlace> proxy_place(const Facts& facts, const npm::Url& url);

// "npm config set noproxy ...": what is exempt now, and this host as well.
std::string noproxy_command(const Facts& facts, const std::string& host);

}  // namespace e401::rules
