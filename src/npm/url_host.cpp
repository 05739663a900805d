// Hosts are what npm files credentials under, so the odd spellings count: 127.1, 0x7f000001, [0:0::1], MÜNCHEN.test all
// must end in the one form Node's URL gives. A plain ASCII name takes the short way without the IDN tables.
#include "npm/url_host.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "base/text.h"
#include "npm/idn.h"
#include "npm/uri.h"
#include "npm/utf8.h"

namespace e401::npm {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

bool forbidden_in_host(char c) {
  static constexpr std::string_view set("\0\t\n\r #/:<>?@[\\]^|", 17);
  return set.find(c) != std::string_view::npos;
}

bool forbidden_in_domain(char c) {
  const unsigned char u = static_cast<unsigned char>(c);
  return forbidden_in_host(c) || u < 0x20 || c == '%' || u == 0x7f;
}

// One part of an IPv4 address; a number too big for 32 bits is given as 2^32.
std::optional<std::uint64_t> ipv4_number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  int base = 10;
  if (text.size() >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() >= 2 && text[0] == '0') {
    base = 8;
    text.remove_prefix(1);
  }
  std::uint64_t n = 0;
  for (char c : text) {
    const int digit = hex_digit(c);
    if (digit < 0 || digit >= base) return std::nullopt;
    n = std::min<std::uint64_t>(n * static_cast<unsigned>(base) + static_cast<unsigned>(digit), 1ull << 32);
  }
  return n;
}

bool ends_in_number(std::string_view host) {
  std::vector<std::string_view> parts = base::split(host, '.');
  if (parts.back().empty()) {
    if (parts.size() == 1) return false;
    parts.pop_back();
  }
  const std::string_view last = parts.back();
  if (!last.empty() && std::all_of(last.begin(), last.end(), is_digit)) return true;
  return ipv4_number(last).has_value();
}

std::optional<std::string> parse_ipv4(std::string_view host) {
  std::vector<std::string_view> parts = base::split(host, '.');
  if (parts.back().empty() && parts.size() > 1) parts.pop_back();
  if (parts.size() > 4) return std::nullopt;
  std::uint64_t address = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::optional<std::uint64_t> n = ipv4_number(parts[i]);
    if (!n) return std::nullopt;
    if (i + 1 < parts.size()) {
      if (*n > 255) return std::nullopt;
      address |= *n << (8 * (3 - i));
    } else {
      if (*n >= 1ull << (8 * (4 - i))) return std::nullopt;
      address |= *n;
    }
  }
  char buffer[16];
  std::snprintf(buffer, sizeof buffer, "%u.%u.%u.%u", static_cast<unsigned>(address >> 24 & 255),
                static_cast<unsigned>(address >> 16 & 255), static_cast<unsigned>(address >> 8 & 255),
                static_cast<unsigned>(address & 255));
  return buffer;
}

using Pieces = std::array<std::uint16_t, 8>;

// The dotted tail of an IPv6 address: exactly four decimal numbers without leading zeros, filling two pieces.
bool ipv4_tail(std::string_view text, std::size_t piece, Pieces& pieces) {
  const std::vector<std::string_view> parts = base::split(text, '.');
  if (parts.size() != 4 || piece > 6) return false;
  for (std::size_t i = 0; i < 4; ++i) {
    if (parts[i].empty() || parts[i].size() > 3 || !std::all_of(parts[i].begin(), parts[i].end(), is_digit))
      return false;
    if (parts[i].size() > 1 && parts[i][0] == '0') return false;
    int n = 0;
    for (char c : parts[i]) n = n * 10 + (c - '0');
    if (n > 255) return false;
    std::uint16_t& at = pieces[piece + i / 2];
    at = static_cast<std::uint16_t>(at * 256 + n);
  }
  return true;
}

std::optional<Pieces> parse_ipv6(std::string_view text) {
  Pieces pieces{};
  std::size_t piece = 0;
  std::size_t i = 0;
  std::optional<std::size_t> compress;
  if (text.starts_with(':')) {
    if (!text.starts_with("::")) return std::nullopt;
    i = 2;
    compress = ++piece;  // "::" stands for one zero at least
  }
  while (i < text.size()) {
    if (piece == 8) return std::nullopt;
    if (text[i] == ':') {
      if (compress) return std::nullopt;
      ++i;
      compress = ++piece;
      continue;
    }
    const std::size_t start = i;
    unsigned value = 0;
    while (i < text.size() && i - start < 4 && hex_digit(text[i]) >= 0)
      value = value * 16 + static_cast<unsigned>(hex_digit(text[i++]));
    if (i < text.size() && text[i] == '.') {
      if (i == start || !ipv4_tail(text.substr(start), piece, pieces)) return std::nullopt;
      piece += 2;
      i = text.size();
      break;
    }
    if (i == start) return std::nullopt;
    pieces[piece++] = static_cast<std::uint16_t>(value);
    if (i == text.size()) break;
    if (text[i] != ':' || i + 1 == text.size()) return std::nullopt;
    ++i;
  }
  if (!compress) return piece == 8 ? std::optional(pieces) : std::nullopt;
  if (piece < 8) {
    const auto begin = pieces.begin() + static_cast<std::ptrdiff_t>(*compress);
    std::rotate(begin, pieces.begin() + static_cast<std::ptrdiff_t>(piece), pieces.end());
  }
  return pieces;
}

std::string ipv6_text(const Pieces& pieces) {
  std::size_t best = 8, best_length = 1;  // the first longest run of two or more zeros is written as "::"
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t end = i;
    while (end < 8 && pieces[end] == 0) ++end;
    if (end - i > best_length) {
      best = i;
      best_length = end - i;
    }
    if (end > i) i = end - 1;
  }
  std::string out = "[";
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == best) {
      out += i == 0 ? "::" : ":";
      i += best_length - 1;
      continue;
    }
    char buffer[8];
    std::snprintf(buffer, sizeof buffer, "%x", pieces[i]);
    out += buffer;
    if (i < 7) out += ':';
  }
  return out + "]";
}

std::optional<std::string> parse_opaque_host(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), forbidden_in_host)) return std::nullopt;
  std::string out;
  append_escaped(out, text, EscapeSet::c0_control);
  return out;
}

bool must_escape(unsigned char c, EscapeSet set) {
  if (c <= 0x1f || c > 0x7e) return true;
  const auto in = [c](std::string_view chars) { return chars.find(static_cast<char>(c)) != std::string_view::npos; };
  switch (set) {
    case EscapeSet::c0_control:
      return false;
    case EscapeSet::fragment:
      return in(" \"<>`");
    case EscapeSet::query:
      return in(" \"#<>");
    case EscapeSet::special_query:
      return in(" \"#<>'");
    case EscapeSet::path:
      return in(" \"#<>?^`{}");
    case EscapeSet::userinfo:
      return in(" \"#<>?^`{}/:;=@[\\]|");
  }
  return false;
}

}  // namespace

void append_escaped(std::string& out, std::string_view text, EscapeSet set) {
  static constexpr char digits[] = "0123456789ABCDEF";
  for (char c : text) {
    const unsigned char u = static_cast<unsigned char>(c);
    if (!must_escape(u, set)) {
      out += c;
      continue;
    }
    out += '%';
    out += digits[u >> 4];
    out += digits[u & 15];
  }
}

std::optional<std::string> parse_host(std::string_view text, bool special) {
  if (text.starts_with('[')) {
    if (!text.ends_with(']')) return std::nullopt;
    const std::optional<Pieces> pieces = parse_ipv6(text.substr(1, text.size() - 2));
    if (!pieces) return std::nullopt;
    return ipv6_text(*pieces);
  }
  if (!special) return parse_opaque_host(text);
  const std::string decoded =
      text.find('%') == std::string_view::npos ? std::string(text) : well_formed(percent_decode(text));
  std::optional<std::string> ascii = domain_to_ascii(decoded);
  if (!ascii || ascii->empty() || std::any_of(ascii->begin(), ascii->end(), forbidden_in_domain)) return std::nullopt;
  if (ends_in_number(*ascii)) return parse_ipv4(*ascii);
  return ascii;
}

}  // namespace e401::npm
