// The places that the person trusts with a credential even where only a project's files name them (TRUST 1, 6).
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "npm/url.h"

namespace e401::policy {

// "npm.acme.example", "npm.acme.example:8443", "gitlab.example/api/v4/projects/42/". The port counts, as in npm's keys;
// a path covers what lies below it. Without a scheme an entry is for https (and for http on this machine itself);
// "http://HOST" is for both.
struct TrustedPlace {
  std::string host_port;
  std::string path = "/";  // begins and ends with "/"
  bool plain_http = false;
};

// Error: what is wrong with the entry, without its text.
std::expected<TrustedPlace, std::string> parse_trusted_place(std::string_view text);

class TrustedHosts {
 public:
  TrustedHosts() = default;
  explicit TrustedHosts(std::vector<TrustedPlace> places) : places_(std::move(places)) {}
  // May a request to this address carry a credential?
  bool covers(const npm::Url& url) const;
  // May a credential be filed under this key, "//npm.acme.example:8443/npm/:_authToken"? A key that is wider than the
  // entry is not covered.
  bool covers_key(std::string_view key) const;
  const std::vector<TrustedPlace>& places() const { return places_; }

 private:
  std::vector<TrustedPlace> places_;
};

}  // namespace e401::policy
