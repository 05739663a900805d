#include "sys/version.h"

namespace e401::sys {

std::string_view version() {
  return E401_VERSION;
}

}  // namespace e401::sys
