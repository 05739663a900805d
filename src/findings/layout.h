// Laying text out in columns: how wide a text is on a terminal, where it breaks, which part of a long line is shown.
// Pure.
#pragma once

#include <string>
#include <string_view>

namespace e401::findings {

// Columns that UTF-8 text takes on a terminal: none for combining marks, two for wide East Asian characters and emoji.
int width_of(std::string_view text);

// Breaks text at blanks so that no line is wider than columns. first: columns already used on the first line; indent:
// blanks before every further line. A word that is wider than a line (an address) stays whole: it must be copied whole.
std::string wrapped(std::string_view text, int columns, int first, int indent);

// The part of a line that fits into columns and shows the span (in bytes from 0, of the line), "..." where something is
// left out.
struct Excerpt {
  std::string text;
  int begin = 0;   // columns before the span, in text
  int length = 1;  // columns of the span, in text
};
Excerpt excerpt(std::string_view line, std::size_t span_begin, std::size_t span_length, int columns);

}  // namespace e401::findings
