// HTTP over real sockets. Every request of a batch has a thread and a connection of its own: requests are few, answers
// short, and code that waits where it stands is code that can be read (docs/decisions/0001-http-client.md).
#pragma once

#include "sys/disk.h"
#include "sys/net/tls.h"
#include "world/environment.h"
#include "world/http.h"

namespace e401::sys {

class HttpClient final : public world::Http {
 public:
  // environment: for SSL_CERT_FILE and SSL_CERT_DIR, which move the machine's store; must outlive the client.
  explicit HttpClient(const world::Environment& environment);
  std::vector<world::HttpAnswer> ask(const std::vector<world::HttpRequest>& requests, int deadline_ms) override;

 private:
  Disk files_;
  SystemStoreFinder system_;
  TlsContexts contexts_;
};

}  // namespace e401::sys
