#include "sys/testing/certificates.h"

#include <atomic>

namespace e401::sys::testing {
namespace {

std::string text_in(BIO* bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  return {text, static_cast<std::size_t>(size)};
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  ::X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = ::X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  if (extension) ::X509_add_ext(certificate, extension, -1);
  ::X509_EXTENSION_free(extension);
}

}  // namespace

std::string Identity::certificate_pem() const {
  const OpenSslPtr<BIO> out(::BIO_new(::BIO_s_mem()));
  ::PEM_write_bio_X509(out.get(), certificate.get());
  return text_in(out.get());
}

std::string Identity::key_pem() const {
  const OpenSslPtr<BIO> out(::BIO_new(::BIO_s_mem()));
  ::PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return text_in(out.get());
}

Identity make_identity(const Wish& wish) {
  static std::atomic<long> serial = 1;
  Identity out;
  out.key.reset(::EVP_EC_gen("P-256"));
  out.certificate.reset(::X509_new());
  X509* certificate = out.certificate.get();
  ::X509_set_version(certificate, 2);
  ::ASN1_INTEGER_set(::X509_get_serialNumber(certificate), serial++);
  ::X509_gmtime_adj(::X509_getm_notBefore(certificate), wish.valid_from_s);
  ::X509_gmtime_adj(::X509_getm_notAfter(certificate), wish.valid_to_s);
  ::X509_set_pubkey(certificate, out.key.get());
  X509_NAME* name = ::X509_get_subject_name(certificate);
  ::X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(wish.common_name.c_str()), -1, -1, 0);
  X509* issuer = wish.issuer ? wish.issuer->certificate.get() : certificate;
  ::X509_set_issuer_name(certificate, ::X509_get_subject_name(issuer));
  add_extension(certificate, issuer, NID_basic_constraints, wish.authority ? "critical,CA:TRUE" : "CA:FALSE");
  if (wish.authority) add_extension(certificate, issuer, NID_key_usage, "keyCertSign,cRLSign");
  if (!wish.alternative_names.empty()) add_extension(certificate, issuer, NID_subject_alt_name, wish.alternative_names);
  ::X509_sign(certificate, wish.issuer ? wish.issuer->key.get() : out.key.get(), ::EVP_sha256());
  return out;
}

}  // namespace e401::sys::testing
