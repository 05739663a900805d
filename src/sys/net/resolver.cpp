#include "sys/net/resolver.h"

#include <arpa/inet.h>
#include <netdb.h>

#include <condition_variable>
#include <cstring>
#include <system_error>

#include "sys/net/quiet_thread.h"

namespace e401::sys {
namespace {

using world::Trouble;

void set_port(Address& address, std::uint16_t port) {
  if (address.storage.ss_family == AF_INET6)
    reinterpret_cast<sockaddr_in6*>(&address.storage)->sin6_port = htons(port);
  else
    reinterpret_cast<sockaddr_in*>(&address.storage)->sin_port = htons(port);
}

// 0 or an EAI_ number. Asks nobody when flags say AI_NUMERICHOST.
int look_up(const std::string& host, int flags, std::vector<Address>& out) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* list = nullptr;
  const int problem = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
  if (problem != 0) return problem;
  for (const addrinfo* at = list; at; at = at->ai_next) {
    if (at->ai_family != AF_INET && at->ai_family != AF_INET6) continue;
    Address address;
    std::memcpy(&address.storage, at->ai_addr, at->ai_addrlen);
    address.size = at->ai_addrlen;
    out.push_back(address);
  }
  ::freeaddrinfo(list);
  return out.empty() ? EAI_NONAME : 0;
}

// A bare root file system has no hosts file, yet this name has one meaning everywhere (RFC 6761).
std::vector<Address> loopback() {
  std::vector<Address> out;
  for (const char* text : {"127.0.0.1", "::1"}) (void)look_up(text, AI_NUMERICHOST, out);
  return out;
}

// Node's names for the resolver's.
Failure unknown(const std::string& host, int problem) {
  const char* code = problem == EAI_AGAIN    ? "EAI_AGAIN"
                     : problem == EAI_FAIL   ? "EAI_FAIL"
                     : problem == EAI_MEMORY ? "EAI_MEMORY"
                                             : "ENOTFOUND";
  return {Trouble::host_unknown, "getaddrinfo " + std::string(code) + " " + host, code};
}

}  // namespace

std::string Address::text() const {
  char buffer[INET6_ADDRSTRLEN] = "";
  if (storage.ss_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&storage);
    ::inet_ntop(AF_INET6, &v6->sin6_addr, buffer, sizeof buffer);
    return "[" + std::string(buffer) + "]:" + std::to_string(ntohs(v6->sin6_port));
  }
  const auto* v4 = reinterpret_cast<const sockaddr_in*>(&storage);
  ::inet_ntop(AF_INET, &v4->sin_addr, buffer, sizeof buffer);
  return std::string(buffer) + ":" + std::to_string(ntohs(v4->sin_port));
}

struct Resolver::LookUp {
  std::mutex mutex;
  std::condition_variable done;
  bool finished = false;
  int problem = 0;
  std::vector<Address> addresses;
};

Attempt<std::vector<Address>> Resolver::resolve(const std::string& host, std::uint16_t port, Deadline deadline) {
  const std::string name = host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
  const auto with_port = [&](std::vector<Address> addresses) {
    for (Address& address : addresses) set_port(address, port);
    return addresses;
  };
  std::vector<Address> literal;
  if (look_up(name, AI_NUMERICHOST, literal) == 0) return with_port(literal);

  std::shared_ptr<LookUp> look;
  {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<LookUp>& known = look_ups_[name];
    if (!known) {
      known = std::make_shared<LookUp>();
      try {
        quiet_thread([known, name] {
          std::vector<Address> addresses;
          const int problem = look_up(name, 0, addresses);
          const std::lock_guard inner(known->mutex);
          known->problem = problem;
          known->addresses = std::move(addresses);
          known->finished = true;
          known->done.notify_all();
        }).detach();
      } catch (const std::system_error&) {  // no more threads: then we wait
        known->problem = look_up(name, 0, known->addresses);
        known->finished = true;
      }
    }
    look = known;
  }
  std::unique_lock lock(look->mutex);
  if (!look->done.wait_until(lock, deadline.at, [&] { return look->finished; }))
    return too_late(deadline, "looking up " + host);
  if (look->problem == 0) return with_port(look->addresses);
  if (name == "localhost") return with_port(loopback());
  return std::unexpected(unknown(host, look->problem));
}

}  // namespace e401::sys
