#include "npm/utf16.h"

#include <algorithm>
#include <cstdint>

#include "npm/utf8.h"

namespace e401::npm {
namespace {

enum class Order { none, little, big };

constexpr std::size_t looked_at_max_bytes = 64;  // without a mark; npm's lines begin in ASCII

Order order_of(std::string_view bytes) {
  if (bytes.starts_with("\xff\xfe")) return Order::little;
  if (bytes.starts_with("\xfe\xff")) return Order::big;
  const std::size_t pairs = std::min(bytes.size(), looked_at_max_bytes) / 2;
  if (pairs == 0) return Order::none;
  std::size_t zeros[2] = {0, 0};
  for (std::size_t i = 0; i < 2 * pairs; ++i) zeros[i % 2] += bytes[i] == '\0';
  if (zeros[0] == 0 && zeros[1] == pairs) return Order::little;
  if (zeros[1] == 0 && zeros[0] == pairs) return Order::big;
  return Order::none;
}

bool is_high_surrogate(std::uint32_t unit) {
  return unit >= 0xd800 && unit < 0xdc00;
}
bool is_low_surrogate(std::uint32_t unit) {
  return unit >= 0xdc00 && unit < 0xe000;
}

}  // namespace

std::optional<std::string> utf8_of_utf16(std::string_view bytes) {
  const Order order = order_of(bytes);
  if (order == Order::none) return std::nullopt;
  const std::size_t high = order == Order::little ? 1 : 0;
  const auto unit_at = [&](std::size_t i) -> std::uint32_t {
    return static_cast<unsigned char>(bytes[i + high]) << 8 | static_cast<unsigned char>(bytes[i + 1 - high]);
  };
  std::string out;
  out.reserve(bytes.size() / 2);
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    std::uint32_t point = unit_at(i);
    if (i == 0 && point == 0xfeff) continue;
    if (is_high_surrogate(point) && i + 3 < bytes.size() && is_low_surrogate(unit_at(i + 2))) {
      point = 0x10000 + ((point - 0xd800) << 10) + (unit_at(i + 2) - 0xdc00);
      i += 2;
    } else if (is_high_surrogate(point) || is_low_surrogate(point)) {
      point = 0xfffd;
    }
    append_utf8(out, point);
  }
  return out;
}

}  // namespace e401::npm
