// TRUST 3 for proxies: a proxy's user name and password are tried by one request, before the others go; after a refusal
// (407) no other one carries them in this run. The refusal is the answer to all.
#pragma once

#include <map>
#include <set>
#include <string>

#include "world/http.h"

namespace e401::world {

class CarefulHttp final : public Http {
 public:
  explicit CarefulHttp(Http& http) : http_(http) {}
  std::vector<HttpAnswer> ask(const std::vector<HttpRequest>& requests, int deadline_ms) override;

 private:
  static std::string door_of(const HttpRequest& request);  // proxy and credential; "": none is sent

  Http& http_;
  std::set<std::string> open_;                 // doors that have let one through
  std::map<std::string, HttpAnswer> refused_;  // by door
};

}  // namespace e401::world
