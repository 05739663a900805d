// Nesting is kept in a small stack, so that depth costs no calls and is bounded like everywhere else.
#include "npm/json_cursor.h"

#include <array>
#include <cstdint>
#include <cstring>

#include "base/json.h"
#include "base/limits.h"
#include "npm/uri.h"

namespace e401::npm {
namespace {

constexpr std::uint64_t blanks = 0x2020202020202020;

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
      x ^= blanks;
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

// An escape, a control character or no end at all.
bool JsonCursor::rest_of_quoted(Quoted& out) {
  for (at_ = out.end; at_ < text_.size() && text_[at_] != '"'; at_ = plain_end(at_)) {
    if (text_[at_] != '\\' || at_ + 1 >= text_.size()) return fail();
    out.has_escapes = true;
    const char c = text_[at_ + 1];
    at_ += 2;
    if (c == 'u') {
      for (int i = 0; i < 4; ++i, ++at_)
        if (at_ >= text_.size() || hex_digit(text_[at_]) < 0) return fail();
    } else if (c == '\0' || std::strchr("\"\\/bfnrt", c) == nullptr) {
      return fail();
    }
  }
  if (at_ == text_.size()) return fail();
  out.end = at_++;
  return true;
}

bool JsonCursor::unescape(const Quoted& quoted, std::string_view& value) {
  const base::Result<base::Json> json = base::parse_json(text_.substr(quoted.begin - 1, quoted.end - quoted.begin + 2));
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
      Quoted it;
      return quoted(it);
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
  Quoted it;
  return quoted(it) && colon();
}

}  // namespace e401::npm
