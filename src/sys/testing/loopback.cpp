#include "sys/testing/loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

namespace e401::sys::testing {

std::string Peer::read_some() {
  char buffer[16u << 10];
  const auto n = ssl_ ? ::SSL_read(ssl_, buffer, sizeof buffer)
                      : static_cast<int>(::recv(socket_.get(), buffer, sizeof buffer, 0));
  return n > 0 ? std::string(buffer, static_cast<std::size_t>(n)) : std::string();
}

std::string Peer::read_head() {
  std::string text;
  while (text.find("\r\n\r\n") == std::string::npos) {
    const std::string more = read_some();
    if (more.empty()) return {};
    text += more;
  }
  return text;
}

bool Peer::send(std::string_view text) {
  while (!text.empty()) {
    const auto n = ssl_ ? ::SSL_write(ssl_, text.data(), static_cast<int>(text.size()))
                        : static_cast<int>(::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL));
    if (n <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

void Peer::reset() {
  const linger now{1, 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
  socket_.close();
}

bool Peer::wait_closed(int at_most_ms) {
  pollfd ready{socket_.get(), POLLRDHUP, 0};
  for (int waited = 0; waited < at_most_ms; waited += 20)
    if (::poll(&ready, 1, 20) > 0 && (ready.revents & (POLLRDHUP | POLLHUP | POLLERR))) return true;
  return false;
}

Server::Server(Script script, ServerTls tls) : script_(std::move(script)), tls_(tls) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to sockets whose client may be gone
  if (tls_.identity) {
    context_.reset(::SSL_CTX_new(::TLS_server_method()));
    ::SSL_CTX_use_certificate(context_.get(), tls_.identity->certificate.get());
    ::SSL_CTX_use_PrivateKey(context_.get(), tls_.identity->key.get());
    for (X509* more : tls_.identity->chain) ::SSL_CTX_add1_chain_cert(context_.get(), more);
    if (tls_.wants_clients_of) {
      ::X509_STORE_add_cert(::SSL_CTX_get_cert_store(context_.get()), tls_.wants_clients_of->certificate.get());
      ::SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    }
  }
  listener_ = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener_.get(), 128) != 0 ||
      ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
    std::abort();
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] {
    for (;;) {
      Descriptor socket(::accept(listener_.get(), nullptr, nullptr));
      if (stopping_) return;
      if (!socket) continue;
      ++connections_;
      const std::lock_guard lock(mutex_);
      open_sockets_.push_back(socket.get());
      threads_.emplace_back([this, taken = std::move(socket)]() mutable { serve(std::move(taken)); });
    }
  });
}

void Server::serve(Descriptor socket) {
  const int number = socket.get();
  OpenSslPtr<SSL> ssl;
  if (context_) {
    ssl.reset(::SSL_new(context_.get()));
    ::SSL_set_fd(ssl.get(), number);
    if (::SSL_accept(ssl.get()) != 1) ssl.reset();
  }
  if (!context_ || ssl) {
    Peer peer(std::move(socket), ssl.get());
    script_(peer);
    if (ssl) ::SSL_shutdown(ssl.get());
    const std::lock_guard lock(mutex_);
    std::erase(open_sockets_, number);
    return;
  }
  const std::lock_guard lock(mutex_);
  std::erase(open_sockets_, number);
}

Server::~Server() {
  stopping_ = true;
  ::shutdown(listener_.get(), SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : open_sockets_) ::shutdown(socket, SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
}

std::string Server::url(const std::string& path, const std::string& host) const {
  return (tls_.identity ? "https://" : "http://") + host + ":" + std::to_string(port_) + path;
}

Server::Script answers(std::string text) {
  return [text = std::move(text)](Peer& peer) {
    if (!peer.read_head().empty()) peer.send(text);
  };
}

Server::Script answers(std::string text, std::vector<std::string>& requests) {
  return [text = std::move(text), &requests, lock = std::make_shared<std::mutex>()](Peer& peer) {
    std::string head = peer.read_head();
    if (head.empty()) return;
    {
      const std::lock_guard guard(*lock);
      requests.push_back(std::move(head));
    }
    peer.send(text);
  };
}

Server::Script tunnel_to(int port, std::vector<std::string>& requests) {
  return [port, &requests, lock = std::make_shared<std::mutex>()](Peer& peer) {
    std::string head = peer.read_head();
    if (head.empty()) return;
    {
      const std::lock_guard guard(*lock);
      requests.push_back(std::move(head));
    }
    const Descriptor upstream(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    if (::connect(upstream.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return;
    peer.send("HTTP/1.1 200 Connection established\r\nvia: test\r\n\r\n");
    for (;;) {
      pollfd ready[2] = {{peer.socket(), POLLIN, 0}, {upstream.get(), POLLIN, 0}};
      if (::poll(ready, 2, 10'000) <= 0) return;
      char buffer[16u << 10];
      if (ready[0].revents) {
        const std::string text = peer.read_some();
        if (text.empty() || ::send(upstream.get(), text.data(), text.size(), MSG_NOSIGNAL) < 0) return;
      }
      if (ready[1].revents) {
        const ssize_t n = ::recv(upstream.get(), buffer, sizeof buffer, 0);
        if (n <= 0 || !peer.send({buffer, static_cast<std::size_t>(n)})) return;
      }
    }
  };
}

}  // namespace e401::sys::testing
