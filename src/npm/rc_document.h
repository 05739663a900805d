// An .npmrc as a lossless document: every byte belongs to a line, every line knows what npm's ini reader makes of it
// (R-31..R-40) and where its key and value stand, so that an edit touches only what it must. Any bytes -> document ->
// bytes is the identity.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/source.h"
#include "npm/value.h"

namespace e401::npm {

enum class RcEncoding : std::uint8_t { utf8, utf16_le, utf16_be };  // by BOM or by every other byte being NUL

struct RcLine {
  enum class Kind : std::uint8_t {
    blank,
    comment,
    section,  // [name]
    entry,    // key, or key = value
    ignored,  // npm's pattern does not match: "=x", a line with U+2028
  };
  Kind kind = Kind::blank;
  base::Span span;        // without the line end
  base::Span key_span;    // entry: the key as written, blanks around it left out; section: the name inside the brackets
  base::Span value_span;  // entry: all that follows "=", blanks around it left out; comment after it included
  base::Span
      comment_span;  // a ";" or "#" in the value or key that begins a comment, to the end of the line; empty: none
  bool has_equals = false;
  bool is_array = false;  // key[]
  std::string key;        // entry: what npm has for a key, [] taken off
  Value value;            // entry: what npm has for a value
  std::string section;    // the [section] it stands below; "" before the first
  bool quoted = false;    // the value began and ended with the same quote
};

class RcDocument {
 public:
  static RcDocument parse(std::string path, std::string bytes);

  const base::Source& source() const { return source_; }  // the bytes as they are
  const std::string& path() const { return source_.path(); }
  RcEncoding encoding() const { return encoding_; }
  bool has_bom() const { return has_bom_; }
  std::string_view line_end() const;                           // the one most lines use; "\n" for an empty file
  const std::vector<RcLine>& lines() const { return lines_; }  // one each line of source(), in order
  const RcLine& line(std::size_t number) const { return lines_.at(number - 1); }  // 1-based

  // R-35: a key that becomes a non-string: npm cannot start at all. The line number, if there is one.
  std::optional<std::size_t> fatal_line() const { return fatal_line_; }
  std::optional<std::string> fatal_message() const { return fatal_message_; }  // npm's TypeError text

  // What `ini.parse` returns, in JavaScript's order of keys (R-13): integer-like keys ascending, then insertion. It is
  // what npm works with: a key whose value is null is taken apart at its dots ("//npm.x/:_authToken=null" -> {"//npm":
  // {"x/:_authToken": null}}).
  Value::Object to_object() const;

 private:
  base::Source source_;
  RcEncoding encoding_ = RcEncoding::utf8;
  bool has_bom_ = false;
  std::vector<RcLine> lines_;
  std::optional<std::size_t> fatal_line_;
  std::optional<std::string> fatal_message_;
};

// The text of a value as it must be written so that npm's ini reader gives back exactly `text`: escapes ; and #, quotes
// where needed. nullopt where no spelling does (text that is not UTF-8). The words true, false and null are read as
// those values whatever the quotes; they are written as they are.
std::optional<std::string> rc_value_text(std::string_view text);

// For people: one line of an npmrc with every credential value and URL password replaced by ***. Knows malformed lines
// too
// ("_authToken: x", "//h/:_authToken x"); when in doubt it masks.
std::string shown_rc_line(std::string_view line);

}  // namespace e401::npm
