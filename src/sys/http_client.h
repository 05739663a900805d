// HTTP over real sockets.
#pragma once

#include "world/environment.h"
#include "world/http.h"

namespace e401::sys {

class HttpClient final : public world::Http {
 public:
  explicit HttpClient(const world::Environment& environment) : environment_(environment) {}
  std::vector<world::HttpAnswer> ask(const std::vector<world::HttpRequest>& requests, int deadline_ms) override;

 private:
  const world::Environment& environment_;
};

}  // namespace e401::sys
