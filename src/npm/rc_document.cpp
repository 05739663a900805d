// npm's ini reader works line by line on text that Node has decoded. Everything that gives a line its structure is
// ASCII or a well-formed white space character, so the structure is found in the bytes (where spans must point) and
// only the pieces that become keys and values are decoded. Lines are found as base::Source finds them: the same cuts as
// npm's /[\r\n]+/, empty lines kept.
#include "npm/rc_document.h"

#include <algorithm>
#include <array>

#include "npm/rc_reader.h"
#include "npm/utf8.h"

namespace e401::npm {
namespace {

using base::Span;

constexpr std::string_view utf8_bom = "\xef\xbb\xbf";
constexpr std::string_view separator_marks[] = {"\xe2\x80\xa8",
                                                "\xe2\x80\xa9"};  // U+2028, U+2029: /./ does not match them
constexpr std::size_t encoding_sample_bytes = 1024;

bool has_line_separator(std::string_view text) {
  return std::any_of(std::begin(separator_marks), std::end(separator_marks),
                     [&](std::string_view mark) { return text.find(mark) != std::string_view::npos; });
}

RcEncoding encoding_of(std::string_view bytes) {
  if (bytes.starts_with("\xff\xfe")) return RcEncoding::utf16_le;
  if (bytes.starts_with("\xfe\xff")) return RcEncoding::utf16_be;
  const std::size_t pairs = std::min(bytes.size(), encoding_sample_bytes) / 2;
  if (pairs < 2) return RcEncoding::utf8;
  std::size_t even = 0, odd = 0;
  for (std::size_t i = 0; i < pairs; ++i) {
    even += bytes[2 * i] == '\0';
    odd += bytes[2 * i + 1] == '\0';
  }
  const std::size_t most = pairs - pairs / 5;  // letters beyond Latin-1 have no NUL
  if (odd >= most && even == 0) return RcEncoding::utf16_le;
  if (even >= most && odd == 0) return RcEncoding::utf16_be;
  return RcEncoding::utf8;
}

// A piece of a line with where it stands in the file.
struct Piece {
  std::string_view text;
  std::size_t begin = 0;
  Span span() const { return {begin, begin + text.size()}; }
  Piece part(std::size_t from, std::size_t count = std::string_view::npos) const {
    return {text.substr(from, count), begin + from};
  }
  Piece trimmed() const {
    const std::string_view left = js_trim_start(text);
    return {js_trim_end(left), begin + (text.size() - left.size())};
  }
};

// The name between the brackets if the whole line is a section header.
std::optional<Piece> section_name(const Piece& line) {
  if (!line.text.starts_with('[')) return std::nullopt;
  const std::size_t close = line.text.find(']');
  if (close == std::string_view::npos || !js_trim_start(line.text.substr(close + 1)).empty()) return std::nullopt;
  return line.part(1, close - 1);
}

void note_comment(RcLine& line, const Piece& piece, const RcText& text) {
  if (text.comment_at == std::string_view::npos || !line.comment_span.empty()) return;
  line.comment_span = {piece.begin + text.comment_at, line.span.end};
}

void read_entry(RcLine& line, const Piece& whole) {
  const std::size_t equals = whole.text.find('=');
  line.has_equals = equals != std::string_view::npos;
  if (equals == 0 || (line.has_equals && has_line_separator(whole.text.substr(equals + 1)))) {
    line.kind = RcLine::Kind::ignored;
    return;
  }
  line.kind = RcLine::Kind::entry;
  const Piece key = whole.part(0, equals).trimmed();
  line.key_span = key.span();
  const RcText key_text = read_rc_text(key.text);
  line.key = property_name(key_text.value);
  note_comment(line, key, key_text);
  if (const std::string* name = key_text.value.string(); name && name->size() > 2 && name->ends_with("[]")) {
    line.is_array = true;
    line.key.resize(line.key.size() - 2);
  }
  if (line.key == "__proto__") line.kind = RcLine::Kind::ignored;
  if (!line.has_equals) {
    line.value = true;
    return;
  }
  const Piece value = whole.part(equals + 1).trimmed();
  line.value_span = value.span();
  const RcText value_text = read_rc_text(value.text);
  line.value = words_as_values(value_text.value);
  line.quoted = value_text.quoted;
  note_comment(line, value, value_text);
}

// npm's message where its reader stumbles over a key that is no string: it asks the key for its length.
std::optional<std::string> fatal_key(std::string_view key) {
  const Value value = read_rc_text(js_trim(key)).value;
  if (value.is<Null>()) return "Cannot read properties of null (reading 'length')";
  const Value::Object* members = value.get<Value::Object>();
  if (!members) return std::nullopt;
  for (const auto& [name, member] : *members)
    if (const double* length = member.get<double>(); name == "length" && length && *length > 2)
      return "keyRaw.slice is not a function";
  return std::nullopt;
}

RcLine read_line(const Piece& whole, std::string& section) {
  RcLine line;
  line.span = whole.span();
  line.section = section;
  const Piece trimmed = whole.trimmed();
  if (trimmed.text.empty()) {
    line.kind = RcLine::Kind::blank;
  } else if (trimmed.text[0] == ';' || trimmed.text[0] == '#') {
    line.kind = RcLine::Kind::comment;
    line.comment_span = {trimmed.begin, line.span.end};
  } else if (const std::optional<Piece> name = section_name(whole)) {
    line.kind = RcLine::Kind::section;
    line.key_span = name->span();
    section = property_name(read_rc_text(name->trimmed().text).value);
    line.section = section;
  } else {
    read_entry(line, whole);
  }
  return line;
}

}  // namespace

RcDocument RcDocument::parse(std::string path, std::string bytes) {
  RcDocument document;
  document.encoding_ = encoding_of(bytes);
  document.has_bom_ = bytes.starts_with(utf8_bom) || bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff");
  document.source_ = base::Source(std::move(path), std::move(bytes));
  const base::Source& source = document.source_;
  document.lines_.reserve(source.line_count());
  std::string section;
  bool may_nest = false;  // sections, and values that JavaScript calls objects: npm's reader may die on them
  for (std::size_t number = 1; number <= source.line_count(); ++number) {
    const Span span = source.line_span(number);
    RcLine line = read_line({source.slice(span), span.begin}, section);
    may_nest |= line.kind == RcLine::Kind::section || line.value.is<Null>() || line.value.is<Value::Object>();
    if (line.kind == RcLine::Kind::entry && !document.fatal_message_) {
      document.fatal_message_ = fatal_key(source.slice(line.key_span));
      if (document.fatal_message_) document.fatal_line_ = number;
    }
    document.lines_.push_back(std::move(line));
  }
  if (may_nest && !document.fatal_message_) document.fatal_message_ = object_of_lines(document.lines_).type_error;
  return document;
}

std::string_view RcDocument::line_end() const {
  static constexpr std::array<std::string_view, 3> ends{"\n", "\r\n", "\r"};
  std::array<std::size_t, 3> counts{};
  const std::string& text = source_.text();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') ++counts[0];
    if (text[i] != '\r') continue;
    const bool pair = i + 1 < text.size() && text[i + 1] == '\n';
    ++counts[pair ? 1 : 2];
    if (pair) ++i;
  }
  return ends[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

Value::Object RcDocument::to_object() const {
  return object_of_lines(lines_).object;
}

}  // namespace e401::npm
