#include "base/secret.h"

#include <openssl/crypto.h>

#include "base/digest.h"
#include "base/limits.h"

namespace e401::base {

Secret::~Secret() {
  if (!value_.empty()) OPENSSL_cleanse(value_.data(), value_.size());
}

std::string Secret::fingerprint() const {
  if (value_.size() < limits::fingerprint_secret_min_chars) return {};
  return sha256_hex(value_).substr(0, 8);
}

bool operator==(const Secret& a, const Secret& b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.value_.data(), b.value_.data(), a.size()) == 0;
}

}  // namespace e401::base
