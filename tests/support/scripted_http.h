// Registries in memory: answers by method, address and credential, and a record of every request that was made.
// Nothing is asked of any network.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "world/http.h"

namespace e401::support {

// One `answer:` line (docs/RULES.md, "Examples are tests").
struct ScriptedAnswer {
  std::string method = "GET";
  std::string url;                 // ends in "*": every address that begins so
  std::string credential = "any";  // none | any (with or without one) | bad (one that no other line of this address
                                   // names) | mtls | its value
  world::HttpAnswer answer;
  int times = 0;  // 0: always; n: only for the first n requests that it fits
};

// "GET https://h/x with none: 401 [www-authenticate: Bearer] {...}", as in a page's example. Adds a content-type by the
// body.
base::Result<ScriptedAnswer> parse_answer(std::string_view line);

struct RecordedRequest {
  std::string method, url, host;  // host[:port]
  std::string scheme;             // of the credential: "Bearer", "Basic"; "" none
  std::string credential;         // the value behind it, as sent; "" none
  bool client_certificate = false;
  std::vector<std::pair<std::string, std::string>> headers;  // secret ones too
  std::string body;
  std::string proxy;
  int status = 0;  // what it got
  int round = 0;   // requests of one ask() share it
};

class ScriptedHttp : public world::Http {
 public:
  void add(ScriptedAnswer answer) { answers_.push_back(std::move(answer)); }
  // As add(), from text; throws std::invalid_argument for a line that cannot be read.
  ScriptedHttp& answer(std::string_view line);
  std::vector<world::HttpAnswer> ask(const std::vector<world::HttpRequest>& requests, int deadline_ms) override;
  const std::vector<RecordedRequest>& requests() const { return requests_; }
  const std::vector<ScriptedAnswer>& answers() const { return answers_; }
  void forget_requests() { requests_.clear(); }

 private:
  const ScriptedAnswer* find(const world::HttpRequest& request, const RecordedRequest& record);
  bool host_is_known(const std::string& host) const;
  std::vector<ScriptedAnswer> answers_;
  std::vector<int> used_;  // how often each answer was given
  std::vector<RecordedRequest> requests_;
  int rounds_ = 0;
};

// The document of a package as a registry gives it; the tarball's integrity is that of tarball_bytes(name, version).
std::string packument_json(const std::string& name, const std::string& version, const std::string& tarball_url);
std::string tarball_bytes(const std::string& name, const std::string& version);
std::string integrity_of(const std::string& name, const std::string& version);  // "sha512-..."

}  // namespace e401::support
