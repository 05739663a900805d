// Names to addresses. The system's resolver cannot be told to stop, so every look-up has a thread of its own that
// nobody waits for longer than the deadline; the process may end while it still runs.
#pragma once

#include <netinet/in.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "sys/net/failure.h"

namespace e401::sys {

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  std::string text() const;  // "127.0.0.1:443", "[::1]:443"
};

// One look-up per name for as long as the object lives, however many ask.
class Resolver {
 public:
  // host: a name or an address, "[::1]" too.
  Attempt<std::vector<Address>> resolve(const std::string& host, std::uint16_t port, Deadline deadline);

 private:
  struct LookUp;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<LookUp>> look_ups_;
};

}  // namespace e401::sys
