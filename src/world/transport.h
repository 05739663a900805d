// How npm reaches a host: which proxy, which certificates, by npm's and Node's own rules. Fills the transport part of a
// request.
#pragma once

#include "base/files.h"
#include "npm/config.h"
#include "world/environment.h"
#include "world/http.h"

namespace e401::world {

// R-93 (@npmcli/agent proxy.js): config https-proxy, else proxy, else variables; noproxy. Node's own rule for roots.
// Files named by cafile, NODE_EXTRA_CA_CERTS and client certificates are read here; one that is not there counts as not
// set.
class Transport {
 public:
  Transport(const npm::Config& config, const base::ReadFiles& files);
  // Sets proxy and tls of the request for its url. certfile/keyfile: of the credential in use, "" for none.
  void apply(HttpRequest& request, const std::string& certfile = {}, const std::string& keyfile = {}) const;
  // The proxy for a URL; url empty: direct.
  ProxySetting proxy_for(const npm::Url& url) const;
  // npm's error code where the proxy that is set for a URL has no address that npm can use: it makes no request then.
  // "" usable, or none.
  std::string npm_stops_with(const npm::Url& url) const;

 private:
  bool bypasses_proxy(const npm::Url& url) const;
  const npm::Config& config_;
  const base::ReadFiles& files_;
  TlsSetting tls_;
  std::string no_proxy_;
};

}  // namespace e401::world
