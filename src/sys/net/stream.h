// Bytes to and from a peer, with a deadline on every wait.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "sys/descriptor.h"
#include "sys/net/resolver.h"

namespace e401::sys {

class Stream {
 public:
  virtual ~Stream() = default;
  // At least one byte; 0 at the end.
  virtual Attempt<std::size_t> read(char* to, std::size_t room) = 0;
  // All of it.
  virtual Attempt<void> write(std::string_view bytes) = 0;
};

class TcpStream final : public Stream {
 public:
  TcpStream(Descriptor socket, Deadline deadline) : socket_(std::move(socket)), deadline_(deadline) {}
  Attempt<std::size_t> read(char* to, std::size_t room) override;
  Attempt<void> write(std::string_view bytes) override;

 private:
  Descriptor socket_;
  Deadline deadline_;
};

// The first of the addresses that takes the connection: the next one is tried a moment later while the earlier are
// still waited for, as Node does ("happy eyeballs"). until: for connecting; deadline: for everything that follows on
// the stream.
Attempt<std::unique_ptr<Stream>> connect_to(const std::vector<Address>& addresses, Deadline until, Deadline deadline);

}  // namespace e401::sys
