// Node lets OpenSSL go on after every error and reports the last one: a leaf whose issuer is unknown is first "unable
// to get local issuer certificate" and then "unable to verify the first certificate". The same is done here, so the
// same code comes out.
#include "sys/net/certificate_check.h"

#include <algorithm>
#include <array>

#include <arpa/inet.h>
#include <openssl/pem.h>

#include "sys/net/roots.h"

namespace e401::sys {
namespace {

struct Name {
  int number;
  std::string_view text;
};
constexpr Name node_names[] = {{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, "UNABLE_TO_GET_ISSUER_CERT"},
                               {X509_V_ERR_UNABLE_TO_GET_CRL, "UNABLE_TO_GET_CRL"},
                               {X509_V_ERR_CERT_SIGNATURE_FAILURE, "CERT_SIGNATURE_FAILURE"},
                               {X509_V_ERR_CERT_NOT_YET_VALID, "CERT_NOT_YET_VALID"},
                               {X509_V_ERR_CERT_HAS_EXPIRED, "CERT_HAS_EXPIRED"},
                               {X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD, "ERROR_IN_CERT_NOT_BEFORE_FIELD"},
                               {X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD, "ERROR_IN_CERT_NOT_AFTER_FIELD"},
                               {X509_V_ERR_OUT_OF_MEM, "OUT_OF_MEM"},
                               {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "DEPTH_ZERO_SELF_SIGNED_CERT"},
                               {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, "SELF_SIGNED_CERT_IN_CHAIN"},
                               {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"},
                               {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"},
                               {X509_V_ERR_CERT_CHAIN_TOO_LONG, "CERT_CHAIN_TOO_LONG"},
                               {X509_V_ERR_CERT_REVOKED, "CERT_REVOKED"},
                               {X509_V_ERR_INVALID_CA, "INVALID_CA"},
                               {X509_V_ERR_PATH_LENGTH_EXCEEDED, "PATH_LENGTH_EXCEEDED"},
                               {X509_V_ERR_INVALID_PURPOSE, "INVALID_PURPOSE"},
                               {X509_V_ERR_CERT_UNTRUSTED, "CERT_UNTRUSTED"},
                               {X509_V_ERR_CERT_REJECTED, "CERT_REJECTED"}};

std::string node_name(int number) {
  for (const Name& name : node_names)
    if (name.number == number) return std::string(name.text);
  return "UNSPECIFIED";
}

struct Verdict {
  int error = X509_V_OK;
  std::string issuer;
};

Verdict verify(X509_STORE* store, STACK_OF(X509) * trusted, STACK_OF(X509) * chain) {
  Verdict verdict;
  X509* leaf = sk_X509_num(chain) > 0 ? sk_X509_value(chain, 0) : nullptr;
  const OpenSslPtr<X509_STORE_CTX> context(::X509_STORE_CTX_new());
  if (!leaf || !context || !::X509_STORE_CTX_init(context.get(), store, leaf, chain))
    return {X509_V_ERR_OUT_OF_MEM, {}};
  if (trusted) ::X509_STORE_CTX_set0_trusted_stack(context.get(), trusted);
  ::X509_STORE_CTX_set_default(context.get(), "ssl_server");
  ::X509_VERIFY_PARAM_set_auth_level(::X509_STORE_CTX_get0_param(context.get()), 1);
  ::X509_STORE_CTX_set_app_data(context.get(), &verdict.issuer);
  ::X509_STORE_CTX_set_verify_cb(context.get(), [](int ok, X509_STORE_CTX* at) {
    auto* issuer = static_cast<std::string*>(::X509_STORE_CTX_get_app_data(at));
    const X509* current = ::X509_STORE_CTX_get_current_cert(at);
    if (!ok && current) *issuer = name_text(::X509_get_issuer_name(current));
    return 1;
  });
  if (::X509_verify_cert(context.get()) < 0)
    verdict.error = X509_V_ERR_OUT_OF_MEM;
  else
    verdict.error = ::X509_STORE_CTX_get_error(context.get());
  return verdict;
}

std::string text_of(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(::ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(::ASN1_STRING_length(text))};
}

std::string address_text(const ASN1_OCTET_STRING* bytes) {
  char buffer[INET6_ADDRSTRLEN] = "";
  ::inet_ntop(::ASN1_STRING_length(bytes) == 4 ? AF_INET : AF_INET6, ::ASN1_STRING_get0_data(bytes), buffer,
              sizeof buffer);
  return buffer;
}

// "DNS:a.example, IP Address:10.0.0.1", as Node shows it.
std::string alternative_names(const X509* leaf) {
  const OpenSslPtr<GENERAL_NAMES> names(
      static_cast<GENERAL_NAMES*>(::X509_get_ext_d2i(leaf, NID_subject_alt_name, nullptr, nullptr)));
  std::string out;
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    std::string shown;
    if (name->type == GEN_DNS) shown = "DNS:" + text_of(name->d.dNSName);
    if (name->type == GEN_IPADD &&
        (::ASN1_STRING_length(name->d.iPAddress) == 4 || ::ASN1_STRING_length(name->d.iPAddress) == 16))
      shown = "IP Address:" + address_text(name->d.iPAddress);
    if (shown.empty()) continue;
    out += (out.empty() ? "" : ", ") + shown;
  }
  return out;
}

std::string name_detail(const X509* leaf, const std::string& host, bool address) {
  const std::string start = "Hostname/IP does not match certificate's altnames: ";
  const std::string names = alternative_names(leaf);
  if (address) return start + "IP: " + host + " is not in the cert's list: " + names;
  if (!names.empty()) return start + "Host: " + host + ". is not in the cert's altnames: " + names;
  return start + "Host: " + host + ". is not cert's CN: " + name_text(::X509_get_subject_name(leaf));
}

// The issuers that the chain asks for and the bundle has.
void add_bundled(STACK_OF(X509) * trusted, std::vector<OpenSslPtr<X509>>& owned, const X509* certificate) {
  for (const X509_NAME* name : {::X509_get_issuer_name(certificate), ::X509_get_subject_name(certificate)}) {
    for (OpenSslPtr<X509>& root : bundled_roots(name)) {
      sk_X509_push(trusted, root.get());
      owned.push_back(std::move(root));
    }
  }
}

}  // namespace

bool is_address(const std::string& host) {
  std::array<unsigned char, 16> out{};
  return ::inet_pton(AF_INET, host.c_str(), out.data()) == 1 || ::inet_pton(AF_INET6, host.c_str(), out.data()) == 1;
}

std::optional<BadCertificate> check_certificate(STACK_OF(X509) * chain, const std::string& host,
                                                const TrustedRoots& roots) {
  std::vector<OpenSslPtr<X509>> owned;
  STACK_OF(X509)* trusted = sk_X509_new_null();
  for (const OpenSslPtr<X509>& root : roots.more) sk_X509_push(trusted, root.get());
  if (roots.bundled) {
    for (int i = 0; i < sk_X509_num(chain); ++i) add_bundled(trusted, owned, sk_X509_value(chain, i));
    for (const OpenSslPtr<X509>& root : roots.more) add_bundled(trusted, owned, root.get());
  }
  const Verdict verdict = verify(nullptr, trusted, chain);
  sk_X509_free(trusted);
  ::ERR_clear_error();
  if (verdict.error != X509_V_OK)
    return BadCertificate{false, node_name(verdict.error), ::X509_verify_cert_error_string(verdict.error),
                          verdict.issuer};

  X509* leaf = sk_X509_value(chain, 0);
  const bool address = is_address(host);
  const bool good = address ? ::X509_check_ip_asc(leaf, host.c_str(), 0) == 1
                            : ::X509_check_host(leaf, host.data(), host.size(), 0, nullptr) == 1;
  if (good) return std::nullopt;
  return BadCertificate{true, "ERR_TLS_CERT_ALTNAME_INVALID", name_detail(leaf, host, address),
                        name_text(::X509_get_issuer_name(leaf))};
}

bool trusted_by(const SystemStore& system, STACK_OF(X509) * chain) {
  if (system.file.empty() && system.folder.empty()) return false;
  const OpenSslPtr<X509_STORE> store(::X509_STORE_new());
  if (!store) return false;
  if (!system.file.empty()) ::X509_STORE_load_file(store.get(), system.file.c_str());
  if (!system.folder.empty()) ::X509_STORE_load_path(store.get(), system.folder.c_str());
  const bool trusted = verify(store.get(), nullptr, chain).error == X509_V_OK;
  ::ERR_clear_error();
  return trusted;
}

std::vector<OpenSslPtr<X509>> certificates_in(std::string_view pem) {
  std::vector<OpenSslPtr<X509>> out;
  const OpenSslPtr<BIO> in(::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  while (X509* certificate = in ? ::PEM_read_bio_X509_AUX(in.get(), nullptr, no_password, nullptr) : nullptr)
    out.emplace_back(certificate);
  ::ERR_clear_error();
  return out;
}

}  // namespace e401::sys
