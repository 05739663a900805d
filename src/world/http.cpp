#include "world/http.h"

namespace e401::world {

const std::string* HttpAnswer::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers)
    if (name == lower_case_name) return &value;
  return nullptr;
}

std::string_view name_of(Trouble trouble) {
  switch (trouble) {
    case Trouble::none:
      return "none";
    case Trouble::host_unknown:
      return "host-unknown";
    case Trouble::refused:
      return "refused";
    case Trouble::reset:
      return "reset";
    case Trouble::timed_out:
      return "timed-out";
    case Trouble::tls_untrusted:
      return "tls-untrusted";
    case Trouble::tls_name:
      return "tls-name";
    case Trouble::tls_other:
      return "tls-other";
    case Trouble::proxy_auth:
      return "proxy-auth";
    case Trouble::proxy_failed:
      return "proxy-failed";
    case Trouble::proxy_unreachable:
      return "proxy-unreachable";
    case Trouble::bad_answer:
      return "bad-answer";
    case Trouble::cancelled:
      return "cancelled";
    case Trouble::bad_request:
      return "bad-request";
  }
  return "none";
}

}  // namespace e401::world
