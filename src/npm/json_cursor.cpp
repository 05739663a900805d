// Strings are searched sixteen bytes at a time; all the rest is short. Nesting is kept in a small stack, so that depth
// costs no calls and is bounded like everywhere else.
#include "npm/json_cursor.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "base/json.h"
#include "base/limits.h"
#include "npm/uri.h"

namespace e401::npm {
namespace {

constexpr std::uint64_t every(unsigned char byte) {
  return 0x0101010101010101ull * byte;
}

// The first byte of eight that is not zero. Counting from the low end is counting in memory's order only where it is
// little.
std::size_t first_set(std::uint64_t x) {
  if constexpr (std::endian::native == std::endian::big) return static_cast<std::size_t>(std::countl_zero(x)) / 8;
  return static_cast<std::size_t>(std::countr_zero(x)) / 8;
}

// Where the plain characters of a string end: a quote, a backslash or a control character. Sixteen bytes at a time: the
// compiler has instructions for that on every machine of today.
std::size_t plain_end(std::string_view text, std::size_t at) {
  using Block = unsigned char __attribute__((vector_size(16)));
  for (; at + sizeof(Block) <= text.size(); at += sizeof(Block)) {
    Block x;
    std::memcpy(&x, text.data() + at, sizeof x);
    const auto found = (x == '"') | (x == '\\') | (x < 0x20);
    std::uint64_t halves[2];
    std::memcpy(halves, &found, sizeof halves);
    if (halves[0]) return at + first_set(halves[0]);
    if (halves[1]) return at + 8 + first_set(halves[1]);
  }
  while (at < text.size() && text[at] != '"' && text[at] != '\\' && static_cast<unsigned char>(text[at]) >= 0x20) ++at;
  return at;
}

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

bool JsonCursor::fail() {
  failed_ = true;
  at_ = text_.size();
  return false;
}

// npm writes a line end and a run of blanks before each member, one blank behind each colon.
void JsonCursor::skip_space() {
  while (at_ < text_.size() && is_space(text_[at_])) {
    ++at_;
    while (at_ + 8 <= text_.size()) {
      std::uint64_t x = 0;
      std::memcpy(&x, text_.data() + at_, 8);
      x ^= every(' ');
      at_ += x ? first_set(x) : 8;
      if (x) break;
    }
  }
}

bool JsonCursor::at_end() {
  skip_space();
  return at_ == text_.size();
}

bool JsonCursor::enter_object() {
  if (peek() != '{') return fail();
  ++at_;
  first_member_ = true;
  return true;
}

bool JsonCursor::next_key(std::string_view& key) {
  const bool first = first_member_;
  first_member_ = false;
  const char c = peek();
  if (c == '}') {
    ++at_;
    return false;
  }
  if (!first) {
    if (c != ',') return fail();
    ++at_;
  }
  if (!string(key)) return false;
  if (peek() != ':') return fail();
  ++at_;
  return true;
}

bool JsonCursor::raw_string(base::Span* inner, bool* has_escapes) {
  if (peek() != '"') return fail();
  const std::size_t begin = ++at_;
  for (;;) {
    at_ = plain_end(text_, at_);
    if (at_ >= text_.size()) return fail();
    if (text_[at_] == '"') break;
    if (text_[at_] != '\\' || at_ + 1 >= text_.size()) return fail();
    *has_escapes = true;
    const char c = text_[at_ + 1];
    at_ += 2;
    if (c == 'u') {
      for (int i = 0; i < 4; ++i, ++at_)
        if (at_ >= text_.size() || hex_digit(text_[at_]) < 0) return fail();
    } else if (c == '\0' || std::strchr("\"\\/bfnrt", c) == nullptr) {
      return fail();
    }
  }
  *inner = {begin, at_++};
  return true;
}

bool JsonCursor::string(std::string_view& value, base::Span* span) {
  base::Span inner;
  bool has_escapes = false;
  if (!raw_string(&inner, &has_escapes)) return false;
  const base::Span whole{inner.begin - 1, inner.end + 1};
  if (span) *span = whole;
  if (!has_escapes) {
    value = text_.substr(inner.begin, inner.end - inner.begin);
    return true;
  }
  const base::Result<base::Json> json = base::parse_json(text_.substr(whole.begin, whole.end - whole.begin));
  if (!json) return fail();
  value = unescaped_.emplace_back(json->text);
  return true;
}

bool JsonCursor::literal(std::string_view word) {
  if (text_.compare(at_, word.size(), word) != 0) return fail();
  at_ += word.size();
  return true;
}

bool JsonCursor::number() {
  const auto digits = [this] {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    return at_ > begin;
  };
  const auto next_is = [this](std::string_view any) {
    return at_ < text_.size() && any.find(text_[at_]) != std::string_view::npos;
  };
  if (next_is("-")) ++at_;
  if (next_is("0"))
    ++at_;
  else if (!digits())
    return fail();
  if (next_is(".")) {
    ++at_;
    if (!digits()) return fail();
  }
  if (next_is("eE")) {
    ++at_;
    if (next_is("+-")) ++at_;
    if (!digits()) return fail();
  }
  return true;
}

bool JsonCursor::skip_scalar() {
  switch (peek()) {
    case '"': {
      base::Span inner;
      bool has_escapes = false;
      return raw_string(&inner, &has_escapes);
    }
    case 't':
      return literal("true");
    case 'f':
      return literal("false");
    case 'n':
      return literal("null");
    default:
      return number();
  }
}

bool JsonCursor::skip_value() {
  std::array<char, limits::json_depth_max> open;  // the closing bracket each open one waits for
  std::size_t depth = 0;
  for (;;) {
    const char c = peek();
    if (c == '{' || c == '[') {
      if (depth == open.size()) return fail();
      open[depth++] = c == '{' ? '}' : ']';
      ++at_;
      if (peek() != open[depth - 1]) {
        if (c == '{' && !skip_key()) return false;
        continue;
      }
    } else if (!skip_scalar()) {
      return false;
    }
    // Behind a value, or before the bracket that closes an empty container.
    for (;;) {
      if (depth == 0) return true;
      const char next = peek();
      if (next == open[depth - 1]) {
        ++at_;
        --depth;
        continue;
      }
      if (next != ',') return fail();
      ++at_;
      if (open[depth - 1] == '}' && !skip_key()) return false;
      break;
    }
  }
}

bool JsonCursor::skip_key() {
  base::Span inner;
  bool has_escapes = false;
  if (!raw_string(&inner, &has_escapes)) return false;
  if (peek() != ':') return fail();
  ++at_;
  return true;
}

}  // namespace e401::npm
