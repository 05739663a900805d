// libidn2 does what registrars want (IDNA 2008); browsers and Node take more: emoji, signs, hyphens anywhere, labels of
// any length. So libidn2 is asked first, and where it refuses for one of those reasons the name is mapped here by
// Unicode's own tables. That second way gives up on what it cannot judge (right-to-left text, "xn--" labels).
#include "npm/idn.h"

#include <idn2.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "npm/utf8.h"

namespace e401::npm {
namespace {

constexpr std::uint32_t sharp_s = 0xdf, capital_sharp_s = 0x1e9e, final_sigma = 0x3c2;

const std::uint8_t* bytes_of(const std::string& text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

std::string taken_text(std::uint8_t* text, std::size_t size) {
  std::string out(reinterpret_cast<const char*>(text), size);
  std::free(text);
  return out;
}

std::vector<std::uint32_t> code_points(std::string_view text) {
  std::vector<std::uint32_t> out;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    out.push_back(point.value);
    text.remove_prefix(point.length);
  }
  return out;
}

// Unicode 15.1 made this letter small by itself; older tables write "ss".
std::string with_small_sharp_s(const std::string& domain) {
  std::string small;
  append_utf8(small, sharp_s);
  std::string capital;
  append_utf8(capital, capital_sharp_s);
  return base::replace_all(domain, capital, small);
}

bool is_ignored(std::uint32_t p) {
  return p == 0xad || p == 0x200b || p == 0x2060 || p == 0xfeff || p == 0x34f || (p >= 0x180b && p <= 0x180f) ||
         (p >= 0xfe00 && p <= 0xfe0f) || (p >= 0xe0100 && p <= 0xe01ef);
}

bool is_dot(std::uint32_t p) {
  return p == 0x3002 || p == 0xff0e || p == 0xff61;
}

std::string mapped(const std::string& domain) {
  std::string folded;
  for (std::uint32_t p : code_points(domain)) {
    if (is_ignored(p)) continue;
    std::string one;
    append_utf8(one, is_dot(p) ? '.' : p);
    if (p != sharp_s && p != final_sigma && p >= 0x80) {
      std::size_t size = 0;
      if (std::uint8_t* text = u8_casefold(bytes_of(one), one.size(), nullptr, UNINORM_NFKC, nullptr, &size))
        one = taken_text(text, size);
    }
    folded += base::ascii_lower(one);
  }
  std::size_t size = 0;
  std::uint8_t* text = u8_normalize(UNINORM_NFC, bytes_of(folded), folded.size(), nullptr, &size);
  return text ? taken_text(text, size) : folded;
}

bool is_allowed(std::uint32_t p) {
  static constexpr std::uint32_t visible =
      UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_M | UC_CATEGORY_MASK_N | UC_CATEGORY_MASK_P | UC_CATEGORY_MASK_S;
  if (p == 0xfffc || p == 0xfffd) return false;  // what decoding leaves of garbage
  if (p < 0x80) return true;                     // the caller knows which of these no host may have
  const int bidi = uc_bidi_category(p);
  if (bidi == UC_BIDI_R || bidi == UC_BIDI_AL || bidi == UC_BIDI_AN) return false;
  return uc_is_general_category_withtable(p, visible);
}

// RFC 3492.
std::optional<std::string> punycode(const std::vector<std::uint32_t>& label) {
  constexpr std::uint64_t base = 36, t_min = 1, t_max = 26, skew = 38, damp = 700, bias_first = 72;
  constexpr std::size_t points_max = 1000;  // the sum below grows with the square of the length
  if (label.size() > points_max) return std::nullopt;
  const auto digit = [](std::uint64_t d) { return static_cast<char>(d < 26 ? 'a' + d : '0' + (d - 26)); };
  std::string out;
  for (std::uint32_t p : label)
    if (p < 0x80) out += static_cast<char>(p);
  const std::size_t basic = out.size();
  std::size_t handled = basic;
  if (basic > 0) out += '-';
  std::uint64_t n = 0x80, delta = 0, bias = bias_first;
  while (handled < label.size()) {
    std::uint64_t next = 0x110000;
    for (std::uint32_t p : label)
      if (p >= n) next = std::min<std::uint64_t>(next, p);
    delta += (next - n) * (handled + 1);
    n = next;
    for (std::uint32_t p : label) {
      if (p < n) ++delta;
      if (p != n) continue;
      std::uint64_t q = delta;
      for (std::uint64_t k = base;; k += base) {
        const std::uint64_t t = k <= bias ? t_min : std::min(k - bias, t_max);
        if (q < t) break;
        out += digit(t + (q - t) % (base - t));
        q = (q - t) / (base - t);
      }
      out += digit(q);
      delta = handled == basic ? delta / damp : delta / 2;
      ++handled;
      delta += delta / handled;
      std::uint64_t k = 0;
      for (; delta > (base - t_min) * t_max / 2; k += base) delta /= base - t_min;
      bias = k + (base - t_min + 1) * delta / (delta + skew);
      delta = 0;
    }
    ++delta;
    ++n;
  }
  return out;
}

// An "xn--" label that libidn2 can read.
bool is_decodable(const std::string& label) {
  std::uint8_t* raw = nullptr;
  const int code =
      idn2_lookup_u8(reinterpret_cast<const std::uint8_t*>(label.c_str()), &raw, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  if (code == IDN2_OK) idn2_free(raw);
  return code == IDN2_OK;
}

std::optional<std::string> by_tables(const std::string& domain) {
  const std::string text = mapped(domain);
  std::vector<std::string> labels;
  for (std::string_view label : base::split(text, '.')) {
    if (label.starts_with("xn--") && !is_decodable(std::string(label))) return std::nullopt;
    if (is_ascii(label)) {
      labels.emplace_back(label);
      continue;
    }
    const std::vector<std::uint32_t> points = code_points(label);
    if (!std::all_of(points.begin(), points.end(), is_allowed) ||
        uc_is_general_category_withtable(points.front(), UC_CATEGORY_MASK_M))
      return std::nullopt;
    const std::optional<std::string> encoded = punycode(points);
    if (!encoded) return std::nullopt;
    labels.push_back("xn--" + *encoded);
  }
  return base::join(labels, ".");
}

// Reasons that the URL standard does not share.
bool is_stricter_than_urls(int code) {
  static constexpr std::array<int, 9> codes{
      IDN2_DISALLOWED,          IDN2_ALABEL_ROUNDTRIP_FAILED, IDN2_HYPHEN_STARTEND, IDN2_2HYPHEN,
      IDN2_PUNYCODE_BIG_OUTPUT, IDN2_TOO_BIG_DOMAIN,          IDN2_TOO_BIG_LABEL,   IDN2_UNASSIGNED,
      IDN2_DOT_IN_LABEL};
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

}  // namespace

std::optional<std::string> domain_to_ascii(const std::string& domain) {
  // A name in ASCII is taken as it is: Node (ada 4) does not look whether its "xn--" labels can be decoded.
  if (is_ascii(domain)) return base::ascii_lower(domain);
  if (domain.find('\0') != std::string::npos) return std::nullopt;
  const std::string text = with_small_sharp_s(domain);
  std::uint8_t* raw = nullptr;
  const int code =
      idn2_lookup_u8(reinterpret_cast<const std::uint8_t*>(text.c_str()), &raw, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  if (code != IDN2_OK) return is_stricter_than_urls(code) ? by_tables(text) : std::nullopt;
  std::string out(reinterpret_cast<const char*>(raw));
  idn2_free(raw);
  return base::ascii_lower(out);
}

}  // namespace e401::npm
