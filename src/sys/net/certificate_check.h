// Is a server's certificate good, by the rules that Node applies? The chain is judged after the handshake and before
// anything is sent, so that it can be judged twice: by what the request trusts, and by what the machine's own store
// would have said.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sys/net/openssl_ptr.h"

namespace e401::sys {

// An IPv4 or IPv6 address, without brackets: no name to look up, to send as SNI, or to find in a certificate's DNS
// names.
bool is_address(const std::string& host);

struct TrustedRoots {
  bool bundled = true;
  std::vector<OpenSslPtr<X509>> more;  // from ca, cafile, NODE_EXTRA_CA_CERTS
};

struct BadCertificate {
  bool wrong_name = false;  // trusted, but for another host
  std::string node_code;    // "SELF_SIGNED_CERT_IN_CHAIN", "ERR_TLS_CERT_ALTNAME_INVALID"
  std::string detail;       // Node's words
  std::string issuer;       // of the certificate that was not trusted
};

// chain: as the server sent it, its own first. host: a name or an address without brackets.
std::optional<BadCertificate> check_certificate(STACK_OF(X509) * chain, const std::string& host,
                                                const TrustedRoots& roots);

struct SystemStore {
  std::string file;    // a PEM bundle; "" none
  std::string folder;  // hashed names; "" none
};
// Looked for only when it is asked for, and once.
class SystemStoreFinder {
 public:
  explicit SystemStoreFinder(std::function<SystemStore()> find) : find_(std::move(find)) {}
  const SystemStore& get() const {
    std::call_once(once_, [this] { store_ = find_(); });
    return store_;
  }

 private:
  std::function<SystemStore()> find_;
  mutable std::once_flag once_;
  mutable SystemStore store_;
};
bool trusted_by(const SystemStore& store, STACK_OF(X509) * chain);

// Every certificate of a PEM text; what is none is skipped, as Node skips it.
std::vector<OpenSslPtr<X509>> certificates_in(std::string_view pem);

}  // namespace e401::sys
