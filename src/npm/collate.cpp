// Three rounds, as the Unicode collation algorithm has them: letters without accent and case, then accents, then case
// (small before capital).
#include "npm/collate.h"

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

#include <compare>
#include <cstdlib>
#include <string>
#include <vector>

#include "npm/utf8.h"

namespace e401::npm {
namespace {

constexpr std::string_view ascii_order = "\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789";

struct Weights {
  std::vector<std::uint32_t> letters;
  std::vector<std::uint32_t> accents;
  std::vector<std::uint32_t> cases;
};

// Between two places of ascii_order there is room for every code point.
constexpr std::uint32_t room = 0x110000;
constexpr std::uint32_t latin = (ascii_order.size() + 1) * room, others = latin + room;

// The replacement character, which counts as one, stands behind all letters.
bool is_symbol(std::uint32_t point) {
  if (point == 0xfffd) return false;
  return uc_is_general_category(point, UC_CATEGORY_S) || uc_is_general_category(point, UC_CATEGORY_P);
}

void append_weights(Weights& out, std::uint32_t point) {
  if (point < 0x80) {
    const char c = static_cast<char>(point);
    const bool is_capital = c >= 'A' && c <= 'Z';
    const bool is_small = c >= 'a' && c <= 'z';
    const std::size_t place = ascii_order.find(c);
    if (!is_capital && !is_small && place == std::string_view::npos) return;  // control characters do not count
    out.letters.push_back(is_capital || is_small ? latin + (point | 0x20)
                                                 : (static_cast<std::uint32_t>(place) + 1) * room);
    out.accents.push_back(0);
    out.cases.push_back(is_capital ? 1 : 0);
  } else if (uc_combining_class(point) != 0) {
    if (!out.accents.empty()) out.accents.back() = out.accents.back() * 0x200 + point;
  } else if (is_symbol(point)) {  // before the digits
    out.letters.push_back(static_cast<std::uint32_t>(ascii_order.find('0')) * room + point);
    out.accents.push_back(0);
    out.cases.push_back(0);
  } else {
    out.letters.push_back(others + uc_tolower(point));
    out.accents.push_back(0);
    out.cases.push_back(uc_tolower(point) != point ? 1 : 0);
  }
}

Weights weights_of(std::string_view text) {
  Weights out;
  std::string decomposed(text);
  if (!is_ascii(text)) {
    std::size_t length = 0;
    if (std::uint8_t* made = u8_normalize(UNINORM_NFD, reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                                          nullptr, &length)) {
      decomposed.assign(reinterpret_cast<const char*>(made), length);
      std::free(made);
    }
  }
  for (std::string_view rest = decomposed; !rest.empty();) {
    const CodePoint point = first_code_point(rest);
    append_weights(out, point.value);
    rest.remove_prefix(point.length);
  }
  return out;
}

int compared(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  const auto order = a <=> b;
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

}  // namespace

int collate(std::string_view a, std::string_view b) {
  if (a == b) return 0;
  const Weights x = weights_of(a), y = weights_of(b);
  if (const int order = compared(x.letters, y.letters)) return order;
  if (const int order = compared(x.accents, y.accents)) return order;
  return compared(x.cases, y.cases);
}

}  // namespace e401::npm
