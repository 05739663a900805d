// A cursor over JSON text for files that are too big to build a tree of: a lockfile of 5,000 packages is 2.5 MB, and
// doctor has five milliseconds for everything. It checks the grammar (but not UTF-8) while it goes; after the first
// error everything fails. What it gives are views: of the text, or of `unescaped` where a string had escapes.
#pragma once

#include <cstddef>
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
  bool fail();
  void skip_space();
  bool raw_string(base::Span* inner, bool* has_escapes);
  bool skip_scalar();
  bool skip_key();
  bool literal(std::string_view word);
  bool number();

  std::string_view text_;
  std::deque<std::string>& unescaped_;
  std::size_t at_ = 0;
  bool failed_ = false;
  bool first_member_ = false;
};

}  // namespace e401::npm
