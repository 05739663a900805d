// A cursor over JSON text for files that are too big to build a tree of: a lockfile of 5,000 packages is 2.5 MB, and
// doctor has five milliseconds for everything. It checks the grammar (but not UTF-8) while it goes; after the first
// error everything fails. What it gives are views: of the text, or of `unescaped` where a string had escapes.
//
// The header holds what nearly every byte passes through, so that it melts into the reader's loop.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>

#include "base/source.h"

namespace e401::npm {

class JsonCursor {
 public:
  JsonCursor(std::string_view text, std::deque<std::string>& unescaped, std::size_t begin = 0)
      : text_(text), unescaped_(unescaped), at_(begin) {}

  bool failed() const { return failed_; }
  bool at_end();  // only white space is left
  // The first character of the next value; '\0' at the end.
  char peek() {
    if (at_ < text_.size() && text_[at_] <= ' ') skip_space();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  // Object members, one after the other: enter_object(), then next_key() until it is false. Each member's value must be
  // read or skipped before the next call.
  bool enter_object();
  bool next_key(std::string_view& key);
  // A string's value and its place with the quotes. False (and failed) where none stands.
  bool string(std::string_view& value, base::Span* span = nullptr);
  bool skip_value();

 private:
  // The first byte of eight that is not zero. Counting from the low end is counting in memory's order only where it is
  // little.
  static std::size_t first_set(std::uint64_t x) {
    if constexpr (std::endian::native == std::endian::big) return static_cast<std::size_t>(std::countl_zero(x)) / 8;
    return static_cast<std::size_t>(std::countr_zero(x)) / 8;
  }

  struct Quoted {
    std::size_t begin = 0, end = 0;  // without the quotes
    bool has_escapes = false;
  };

  bool fail();
  void skip_space();
  std::size_t plain_end(std::size_t at) const;
  bool quoted(Quoted& out);
  bool rest_of_quoted(Quoted& out);
  bool unescape(const Quoted& quoted, std::string_view& value);
  bool colon();
  bool skip_key();
  bool skip_scalar();
  bool literal(std::string_view word);
  bool number();

  std::string_view text_;
  std::deque<std::string>& unescaped_;
  std::size_t at_ = 0;
  bool failed_ = false;
  bool first_member_ = false;
};

// Where the plain characters of a string end: a quote, a backslash or a control character. Sixteen bytes at a time: the
// compiler has instructions for that on every machine of today.
inline std::size_t JsonCursor::plain_end(std::size_t at) const {
  using Block = unsigned char __attribute__((vector_size(16)));
  for (; at + sizeof(Block) <= text_.size(); at += sizeof(Block)) {
    Block x;
    std::memcpy(&x, text_.data() + at, sizeof x);
    const auto found = (x == '"') | (x == '\\') | (x < 0x20);
    std::uint64_t halves[2];
    std::memcpy(halves, &found, sizeof halves);
    if (halves[0]) return at + first_set(halves[0]);
    if (halves[1]) return at + 8 + first_set(halves[1]);
  }
  while (at < text_.size() && text_[at] != '"' && text_[at] != '\\' && static_cast<unsigned char>(text_[at]) >= 0x20)
    ++at;
  return at;
}

inline bool JsonCursor::quoted(Quoted& out) {
  if (peek() != '"') return fail();
  out.begin = at_ + 1;
  out.end = plain_end(out.begin);
  if (out.end == text_.size() || text_[out.end] != '"') return rest_of_quoted(out);
  at_ = out.end + 1;
  return true;
}

inline bool JsonCursor::colon() {
  if (peek() != ':') return fail();
  ++at_;
  if (at_ < text_.size() && text_[at_] == ' ') ++at_;  // as npm writes it
  return true;
}

inline bool JsonCursor::string(std::string_view& value, base::Span* span) {
  Quoted it;
  if (!quoted(it)) return false;
  if (span) *span = {it.begin - 1, it.end + 1};
  if (it.has_escapes) return unescape(it, value);
  value = text_.substr(it.begin, it.end - it.begin);
  return true;
}

inline bool JsonCursor::next_key(std::string_view& key) {
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
  return string(key) && colon();
}

}  // namespace e401::npm
