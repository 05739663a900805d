// A text with a name and a line index, and places in it. Columns count bytes from 1.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace e401::base {

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;  // one past the last byte
  bool empty() const { return begin >= end; }
  friend bool operator==(const Span&, const Span&) = default;
};

// Where something stands. file is a path, or "env:NAME", or "cli", or "" (nowhere: a default).
struct Place {
  std::string file;
  int line = 0;    // 1-based; 0: the file as a whole
  int column = 0;  // 1-based, in bytes; 0: the line as a whole
  friend bool operator==(const Place&, const Place&) = default;
};

// Lines end at \n, \r\n or a lone \r, as npm's ini and every editor see them. A line of a Source lacks its line end.
// The index is made when the first line is asked for (nobody asks for the lines of most lockfiles), so a Source is not
// to be shared by threads before that.
class Source {
 public:
  Source() = default;
  Source(std::string path, std::string text) : path_(std::move(path)), text_(std::move(text)) {}

  const std::string& path() const { return path_; }
  const std::string& text() const { return text_; }
  std::size_t line_count() const { return starts().size(); }
  std::string_view line(std::size_t number) const;    // 1-based, without its end; "" beyond the last
  Span line_span(std::size_t number) const;           // without its end
  Span line_span_with_end(std::size_t number) const;  // with its end
  std::size_t line_at(std::size_t offset) const;      // 1-based
  Place place(std::size_t offset) const;
  std::string_view slice(Span span) const { return std::string_view(text_).substr(span.begin, span.end - span.begin); }

 private:
  const std::vector<std::size_t>& starts() const;

  std::string path_;
  std::string text_;
  mutable std::vector<std::size_t> starts_;  // empty: not yet made
  mutable int places_counted_ = 0;
};

}  // namespace e401::base
