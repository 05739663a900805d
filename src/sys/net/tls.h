// TLS as a client, over any stream (a socket, or a proxy's tunnel).
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "base/files.h"
#include "sys/net/certificate_check.h"
#include "sys/net/stream.h"

namespace e401::sys {

// What a TlsSetting means to OpenSSL. Made once per setting, used by many connections at a time, never changed.
class TlsContext {
 public:
  // Fails with tls_other where Node would: a client certificate or key that cannot be read, or that do not belong
  // together.
  static Attempt<std::shared_ptr<const TlsContext>> make(const world::TlsSetting& setting,
                                                         const base::ReadFiles& files);

  SSL_CTX* context() const { return context_.get(); }
  const TrustedRoots& roots() const { return roots_; }
  bool verify() const { return verify_; }

 private:
  OpenSslPtr<SSL_CTX> context_;
  TrustedRoots roots_;
  bool verify_ = true;
};

// One context per different setting.
class TlsContexts {
 public:
  explicit TlsContexts(const base::ReadFiles& files) : files_(files) {}
  Attempt<std::shared_ptr<const TlsContext>> get(const world::TlsSetting& setting);

 private:
  struct Known {
    world::TlsSetting setting;
    Attempt<std::shared_ptr<const TlsContext>> context;
  };
  const base::ReadFiles& files_;
  std::mutex mutex_;
  std::vector<Known> known_;
};

struct TlsRefusal {
  Failure failure;
  std::string peer_issuer;  // if it was about the certificate
  bool trusted_by_system = false;
};

// Shakes hands and checks the certificate; nothing else was sent when this fails.
std::expected<std::unique_ptr<Stream>, TlsRefusal> start_tls(std::unique_ptr<Stream> lower,
                                                             std::shared_ptr<const TlsContext> context,
                                                             const std::string& host, const SystemStoreFinder& system);

}  // namespace e401::sys
