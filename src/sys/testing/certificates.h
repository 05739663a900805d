// Throw-away certificates, made while the test runs.
#pragma once

#include <openssl/pem.h>

#include <string>
#include <vector>

#include "sys/net/openssl_ptr.h"

namespace e401::sys::testing {

struct Identity {
  OpenSslPtr<X509> certificate;
  OpenSslPtr<EVP_PKEY> key;
  std::vector<X509*> chain;  // what a server sends along, borrowed
  std::string certificate_pem() const;
  std::string key_pem() const;
};

struct Wish {
  std::string common_name;
  std::string alternative_names;  // "DNS:a.example,IP:127.0.0.1"; "" none
  bool authority = false;
  long valid_from_s = -3600;  // from now
  long valid_to_s = 3600;
  const Identity* issuer = nullptr;  // nullptr: self-signed
};
Identity make_identity(const Wish& wish);

}  // namespace e401::sys::testing
