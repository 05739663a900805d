// The two halves of npm's ini reader behind RcDocument: one text (key, value or section name), and the object of all
// lines.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "npm/rc_document.h"

namespace e401::npm {

struct RcText {
  Value value;  // what `unsafe` of npm's ini makes of it: a string, or what JSON gives
  std::size_t comment_at = std::string_view::npos;  // an unescaped ; or #
  bool quoted = false;
};

// text: trimmed bytes of a key or value.
RcText read_rc_text(std::string_view text);

// The strings true, false and null become those values (only values, not keys).
Value words_as_values(Value value);

// A value used as a property name: String(value).
std::string property_name(const Value& value);

struct RcObject {
  Value::Object object;
  std::optional<std::string> type_error;  // npm's reader dies when it puts [a.b] below a key a that is null
};

// What ini.parse returns for the lines.
RcObject object_of_lines(const std::vector<RcLine>& lines);

}  // namespace e401::npm
