#include "sys/net/stream.h"

#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "base/limits.h"

namespace e401::sys {
namespace {

using world::Trouble;

// False when the deadline came first.
bool wait_for(int socket, short events, Deadline deadline) {
  for (;;) {
    pollfd ready{socket, events, 0};
    const int n = ::poll(&ready, 1, deadline.left_ms());
    if (n > 0) return true;
    if (n == 0 && deadline.over()) return false;
  }
}

std::unexpected<Failure> broken(const char* what, int number) {
  const std::string code = errno_code(number);
  const Trouble trouble = number == ETIMEDOUT ? Trouble::timed_out : Trouble::reset;
  return no_answer(trouble, std::string(what) + " " + code, code);
}

Failure refused(const Address& address, int number) {
  const std::string code = errno_code(number);
  const Trouble trouble = number == ETIMEDOUT    ? Trouble::timed_out
                          : number == ECONNRESET ? Trouble::reset
                                                 : Trouble::refused;
  return {trouble, "connect " + code + " " + address.text(), code};
}

class Race {
 public:
  Race(const std::vector<Address>& addresses, Deadline until) : addresses_(addresses), until_(until) {}

  Attempt<Descriptor> run() {
    for (;;) {
      if (next_ < addresses_.size() && (running_.empty() || turn_.over())) start_next();
      if (winner_) return std::move(winner_);
      if (running_.empty() && next_ == addresses_.size()) return std::unexpected(failure_);
      if (running_.empty()) continue;
      wait();
      if (winner_) return std::move(winner_);
      if (until_.over()) return too_late(until_, "connecting to " + addresses_.front().text());
    }
  }

 private:
  struct Runner {
    Descriptor socket;
    std::size_t address;
  };

  void start_next() {
    const std::size_t index = next_++;
    const Address& address = addresses_[index];
    turn_ = Deadline::in_ms(limits::connect_head_start_ms);
    Descriptor socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket) return lose(index, errno);
    const int on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.size) == 0) {
      winner_ = std::move(socket);
    } else if (errno == EINPROGRESS) {
      running_.push_back({std::move(socket), index});
    } else {
      lose(index, errno);
    }
  }

  void wait() {
    std::vector<pollfd> ready;
    for (const Runner& runner : running_) ready.push_back({runner.socket.get(), POLLOUT, 0});
    const Deadline next = next_ < addresses_.size() ? earlier(turn_, until_) : until_;
    if (::poll(ready.data(), ready.size(), next.left_ms()) <= 0) return;
    for (std::size_t i = ready.size(); i-- > 0;) {
      if (!ready[i].revents) continue;
      int problem = 0;
      socklen_t size = sizeof problem;
      ::getsockopt(running_[i].socket.get(), SOL_SOCKET, SO_ERROR, &problem, &size);
      if (problem == 0) {
        winner_ = std::move(running_[i].socket);
        return;
      }
      const std::size_t index = running_[i].address;
      running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
      lose(index, problem);
    }
  }

  // The next one starts at once. What is reported is what the first address said.
  void lose(std::size_t index, int number) {
    turn_ = Deadline::in_ms(0);
    if (index >= reported_) return;
    reported_ = index;
    failure_ = refused(addresses_[index], number);
  }

  const std::vector<Address>& addresses_;
  Deadline until_;
  Deadline turn_ = Deadline::in_ms(0);
  std::size_t next_ = 0;
  std::vector<Runner> running_;
  Descriptor winner_;
  Failure failure_;
  std::size_t reported_ = static_cast<std::size_t>(-1);
};

}  // namespace

Attempt<std::size_t> TcpStream::read(char* to, std::size_t room) {
  for (;;) {
    if (deadline_.over())
      return too_late(deadline_, "waiting for the answer");  // also for a peer that drips without a pause
    const ssize_t n = ::recv(socket_.get(), to, room, 0);
    if (n >= 0) return static_cast<std::size_t>(n);
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return broken("read", errno);
    if (!wait_for(socket_.get(), POLLIN, deadline_)) return too_late(deadline_, "waiting for the answer");
  }
}

Attempt<void> TcpStream::write(std::string_view bytes) {
  while (!bytes.empty()) {
    if (deadline_.over()) return too_late(deadline_, "sending the request");
    const ssize_t n = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return broken("write", errno);
    if (!wait_for(socket_.get(), POLLOUT, deadline_)) return too_late(deadline_, "sending the request");
  }
  return {};
}

Attempt<std::unique_ptr<Stream>> connect_to(const std::vector<Address>& addresses, Deadline until, Deadline deadline) {
  auto socket = Race(addresses, until).run();
  if (!socket) return std::unexpected(std::move(socket).error());
  return std::make_unique<TcpStream>(std::move(*socket), deadline);
}

}  // namespace e401::sys
