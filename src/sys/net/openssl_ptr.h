// OpenSSL's objects, freed with their owner.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

namespace e401::sys {

struct OpenSslFree {
  void operator()(BIO* p) const { ::BIO_free_all(p); }
  void operator()(EVP_PKEY* p) const { ::EVP_PKEY_free(p); }
  void operator()(SSL* p) const { ::SSL_free(p); }
  void operator()(SSL_CTX* p) const { ::SSL_CTX_free(p); }
  void operator()(X509* p) const { ::X509_free(p); }
  void operator()(X509_STORE* p) const { ::X509_STORE_free(p); }
  void operator()(X509_STORE_CTX* p) const { ::X509_STORE_CTX_free(p); }
  void operator()(X509_NAME* p) const { ::X509_NAME_free(p); }
  void operator()(GENERAL_NAMES* p) const { ::GENERAL_NAMES_free(p); }
};
template <class T>
using OpenSslPtr = std::unique_ptr<T, OpenSslFree>;

// "CN=R3,O=Example,C=US"
std::string name_text(const X509_NAME* name);
// The reason of OpenSSL's last error in this thread ("wrong version number"), and the queue emptied; "" if there was
// none.
std::string last_openssl_reason();

// For everything that reads PEM: OpenSSL's own default asks on the terminal.
int no_password(char* buffer, int size, int writing, void* data);

}  // namespace e401::sys
