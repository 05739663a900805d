#include "world/careful_http.h"

#include <algorithm>

#include "base/digest.h"

namespace e401::world {
namespace {

constexpr int proxy_wants_credentials = 407;

// To CONNECT the client says it as a trouble, to a plain request it is the status.
bool is_refused_by_proxy(const HttpAnswer& answer) {
  return answer.trouble == Trouble::proxy_auth || answer.status == proxy_wants_credentials;
}

}  // namespace

std::string CarefulHttp::door_of(const HttpRequest& request) {
  if (request.proxy.url.empty() || request.proxy.authorization.empty()) return {};
  return request.proxy.url + " " + base::sha256_hex(request.proxy.authorization.reveal());
}

std::vector<HttpAnswer> CarefulHttp::ask(const std::vector<HttpRequest>& requests, int deadline_ms) {
  std::vector<HttpAnswer> answers(requests.size());
  std::vector<HttpRequest> rest;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const std::string door = door_of(requests[i]);
    if (!door.empty() && !open_.contains(door) && !refused_.contains(door)) {
      answers[i] = http_.ask({requests[i]}, deadline_ms).front();
      deadline_ms = std::max<int>(0, deadline_ms - static_cast<int>(answers[i].elapsed_ms));
      if (is_refused_by_proxy(answers[i]))
        refused_.emplace(door, answers[i]);
      else
        open_.insert(door);
    } else if (const auto refused = refused_.find(door); refused != refused_.end()) {
      answers[i] = refused->second;
    } else {
      rest.push_back(requests[i]);
      places.push_back(i);
    }
  }
  if (rest.empty()) return answers;
  std::vector<HttpAnswer> got = http_.ask(rest, deadline_ms);
  for (std::size_t k = 0; k < got.size(); ++k) {
    if (const std::string door = door_of(rest[k]); !door.empty() && is_refused_by_proxy(got[k]))
      refused_.emplace(door, got[k]);
    answers[places[k]] = std::move(got[k]);
  }
  return answers;
}

}  // namespace e401::world
