// A server on 127.0.0.1 that does what a test tells it to, also the worst.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "sys/descriptor.h"
#include "sys/testing/certificates.h"

namespace e401::sys::testing {

// One connection, as the script sees it.
class Peer {
 public:
  Peer(Descriptor socket, SSL* ssl) : socket_(std::move(socket)), ssl_(ssl) {}
  std::string read_head();  // up to and including the empty line; "" if the client went away
  std::string read_some();  // "" at the end
  bool send(std::string_view text);
  void reset();                      // RST instead of FIN
  bool wait_closed(int at_most_ms);  // until the client goes away
  int socket() const { return socket_.get(); }
  SSL* ssl() const { return ssl_; }

 private:
  Descriptor socket_;
  SSL* ssl_;
};

struct ServerTls {
  const Identity* identity = nullptr;
  const Identity* wants_clients_of = nullptr;  // a client certificate issued by this one is demanded
};

class Server {
 public:
  using Script = std::function<void(Peer&)>;
  explicit Server(Script script, ServerTls tls = {});
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  int port() const { return port_; }
  std::string url(const std::string& path = "/", const std::string& host = "127.0.0.1") const;
  int connections() const { return connections_; }
  bool stopping() const { return stopping_; }

 private:
  void serve(Descriptor socket);
  Script script_;
  ServerTls tls_;
  OpenSslPtr<SSL_CTX> context_;
  Descriptor listener_;
  int port_ = 0;
  std::atomic<int> connections_ = 0;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::vector<std::thread> threads_;
  std::vector<int> open_sockets_;
  std::thread acceptor_;
};

// A script that reads the request and answers with this text.
Server::Script answers(std::string text);
// The same; requests as they came are appended.
Server::Script answers(std::string text, std::vector<std::string>& requests);

// A proxy that opens tunnels to wherever it is asked, always to one port of ours.
Server::Script tunnel_to(int port, std::vector<std::string>& requests);

}  // namespace e401::sys::testing
