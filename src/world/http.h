// HTTP as a diagnosis needs it: a batch of requests, asked in parallel, each with its own bounds; no redirect is
// followed, no cookie kept, no credential added. The reason why a request got no answer is part of the answer, not an
// error.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/secret.h"

namespace e401::world {

struct ProxySetting {
  std::string url;             // "http://host:3128" without credentials; "" direct
  base::Secret authorization;  // value of Proxy-Authorization; empty: none
  std::string origin;          // where it was set, for messages: "env:HTTPS_PROXY", "/home/u/.npmrc:3"
};

struct TlsSetting {
  bool verify = true;  // strict-ssl
  // Node's rule: `ca`/`cafile` replace the bundled roots and NODE_EXTRA_CA_CERTS; else bundled roots +
  // NODE_EXTRA_CA_CERTS; the system's store only with NODE_USE_SYSTEM_CA / --use-openssl-ca (then SSL_CERT_FILE,
  // SSL_CERT_DIR).
  bool use_bundled_roots = true;
  std::vector<std::string> extra_pem;         // PEM texts
  std::vector<std::string> system_pem_files;  // files to read in addition; of a folder, all files in it
  std::string client_cert_pem;
  base::Secret client_key_pem;
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;                                                   // absolute http(s) URL without credentials
  std::vector<std::pair<std::string, std::string>> headers;          // without secrets
  base::Secret authorization;                                        // empty: no Authorization header
  std::vector<std::pair<std::string, base::Secret>> secret_headers;  // npm-otp
  std::string body;                                                  // for login, token; empty for GET
  base::Secret secret_body;                                          // used instead of body if not empty
  ProxySetting proxy;
  TlsSetting tls;
  std::size_t body_max_bytes = 64u << 10;  // reading stops there: truncated
  bool headers_only = false;               // close after the headers (a tarball's status)
};

enum class Trouble {
  none,
  host_unknown,  // no address for the name (also: the proxy says so)
  refused,       // nobody listens
  reset,         // closed before or within the answer
  timed_out,
  tls_untrusted,  // certificate not trusted, expired, self-signed
  tls_name,       // certificate for another name
  tls_other,
  proxy_auth,         // 407
  proxy_failed,       // the proxy answered CONNECT with something else
  proxy_unreachable,  // the proxy itself was not reached: node_code says why
  bad_answer,         // not HTTP
  cancelled,          // the deadline of the whole diagnosis came first
  bad_request,        // the request cannot be formed (a header value with a line break)
};
std::string_view name_of(Trouble trouble);

struct HttpAnswer {
  Trouble trouble = Trouble::none;
  std::string trouble_detail;  // in words: "getaddrinfo ENOTFOUND h", "self-signed certificate in certificate chain"
  std::string node_code;  // the code Node gives for the same: "SELF_SIGNED_CERT_IN_CHAIN", "ENOTFOUND", "ECONNREFUSED"
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  bool truncated = false;
  std::int64_t elapsed_ms = 0;
  int proxy_status = 0;            // the proxy's own answer to CONNECT, if it refused
  std::string peer_issuer;         // issuer of the certificate that was not trusted
  bool trusted_by_system = false;  // tls_untrusted, but the system's store would trust it
  const std::string* header(std::string_view lower_case_name) const;  // the first; nullptr
};

class Http {
 public:
  virtual ~Http() = default;
  // Asks all in parallel, answers in the same order. deadline_ms: for the whole batch, from now.
  virtual std::vector<HttpAnswer> ask(const std::vector<HttpRequest>& requests, int deadline_ms) = 0;
};

}  // namespace e401::world
