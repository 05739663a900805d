#include "sys/net/openssl_ptr.h"

namespace e401::sys {

std::string name_text(const X509_NAME* name) {
  const OpenSslPtr<BIO> out(::BIO_new(::BIO_s_mem()));
  if (!name || !out || ::X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0) return {};
  char* text = nullptr;
  const long size = ::BIO_get_mem_data(out.get(), &text);
  return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

std::string last_openssl_reason() {
  const unsigned long number = ::ERR_peek_last_error();
  const char* reason = number ? ::ERR_reason_error_string(number) : nullptr;
  ::ERR_clear_error();
  return reason ? reason : "";
}

int no_password(char*, int, int, void*) {
  return -1;
}

}  // namespace e401::sys
