// The test that Node makes of a header's value: tab, the printable characters of Latin-1, nothing else
// (_http_common.js, minipass-fetch/lib/headers.js). The text is UTF-8 here; what lies beyond U+00FF cannot be written
// into a header.
#include "rules/lens.h"

namespace e401::rules {

bool legal_header_value(std::string_view value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto c = static_cast<unsigned char>(value[i]);
    if (c == '\t' || (c >= 0x20 && c < 0x7f)) continue;
    const bool is_latin =
        (c == 0xc2 || c == 0xc3) && i + 1 < value.size() && (static_cast<unsigned char>(value[i + 1]) & 0xc0) == 0x80;
    const unsigned code = is_latin ? ((c & 0x1fu) << 6) | (static_cast<unsigned char>(value[i + 1]) & 0x3fu) : 0;
    if (code < 0x80) return false;
    ++i;
  }
  return true;
}

}  // namespace e401::rules
