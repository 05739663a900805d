// RapidJSON's iterative SAX reader calls StartObject/StartArray while the stream still stands on the bracket,
// EndObject/EndArray likewise, and the scalars when it stands behind them; the spans below are computed from that (held
// by json_test).
#include "base/json.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/limits.h"

namespace e401::base {
namespace {

constexpr unsigned parse_flags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;
constexpr std::string_view bom = "\xef\xbb\xbf";

// The opening quote of a string whose closing quote stands at close: the nearest quote that is not escaped.
std::size_t opening_quote(std::string_view text, std::size_t close) {
  for (std::size_t i = close; i-- > 0;) {
    if (text[i] != '"') continue;
    std::size_t slashes = 0;
    while (i > slashes && text[i - slashes - 1] == '\\') ++slashes;
    if (slashes % 2 == 0) return i;
  }
  return 0;
}

std::unexpected<Error> parse_failure(std::string_view text, const std::string& file, const rapidjson::ParseResult& r,
                                     std::size_t shift) {
  const std::size_t at = std::min(r.Offset() + shift, text.size());
  const int line = 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  return fail(std::string("not valid JSON: ") + rapidjson::GetParseError_En(r.Code()), file, line, "bad-json");
}

class TreeBuilder {
 public:
  TreeBuilder(std::string_view text, const rapidjson::MemoryStream& stream, std::size_t shift)
      : text_(text), stream_(stream), shift_(shift) {}

  bool too_deep = false;
  Json root;

  bool Null() { return scalar(Json{}, 4); }
  bool Bool(bool b) { return scalar(Json::of(b), b ? 4 : 5); }
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
  bool RawNumber(const char* s, rapidjson::SizeType n, bool) {
    Json j;
    j.kind = Json::Kind::number;
    j.text.assign(s, n);
    std::from_chars(s, s + n, j.number);
    return scalar(std::move(j), n);
  }
  bool String(const char* s, rapidjson::SizeType n, bool) {
    Json j = Json::string({s, n});
    j.span.end = here();
    j.span.begin = opening_quote(text_, j.span.end - 1);
    return put(std::move(j)) != nullptr;
  }
  bool Key(const char* s, rapidjson::SizeType n, bool) {
    key_.assign(s, n);
    return true;
  }
  bool StartObject() { return open(Json::object()); }
  bool StartArray() { return open(Json::array()); }
  bool EndObject(rapidjson::SizeType) { return close(); }
  bool EndArray(rapidjson::SizeType) { return close(); }

 private:
  std::size_t here() const { return const_cast<rapidjson::MemoryStream&>(stream_).Tell() + shift_; }
  bool scalar(Json j, std::size_t length) {
    j.span.end = here();
    j.span.begin = j.span.end - length;
    return put(std::move(j)) != nullptr;
  }
  bool open(Json j) {
    if (open_.size() >= limits::json_depth_max) {
      too_deep = true;
      return false;
    }
    j.span.begin = here();
    Json* at = put(std::move(j));
    open_.push_back(at);
    return true;
  }
  bool close() {
    open_.back()->span.end = here() + 1;
    open_.pop_back();
    return true;
  }
  // Children of an open container are only appended while it is the innermost one, so pointers to open ones stay valid.
  Json* put(Json j) {
    if (open_.empty()) {
      root = std::move(j);
      return &root;
    }
    Json& parent = *open_.back();
    if (parent.kind == Json::Kind::array) return &parent.items.emplace_back(std::move(j));
    return &parent.members.emplace_back(std::move(key_), std::move(j)).second;
  }

  std::string_view text_;
  const rapidjson::MemoryStream& stream_;
  std::size_t shift_;
  std::string key_;
  std::vector<Json*> open_;
};

class StringScanner {
 public:
  StringScanner(std::string_view text, const rapidjson::MemoryStream& stream, std::size_t shift,
                const StringVisitor& visit)
      : text_(text), stream_(stream), shift_(shift), visit_(visit) {}

  bool stopped = false;
  bool too_deep = false;

  bool Null() { return true; }
  bool Bool(bool) { return true; }
  bool Int(int) { return true; }
  bool Uint(unsigned) { return true; }
  bool Int64(std::int64_t) { return true; }
  bool Uint64(std::uint64_t) { return true; }
  bool Double(double) { return true; }
  bool RawNumber(const char*, rapidjson::SizeType, bool) { return true; }
  bool String(const char* s, rapidjson::SizeType n, bool) {
    const std::size_t end = const_cast<rapidjson::MemoryStream&>(stream_).Tell() + shift_;
    path_.clear();
    for (const Level& level : levels_)
      if (level.is_object) path_.push_back(level.key);
    stopped = !visit_(path_, {s, n}, {opening_quote(text_, end - 1), end});
    return !stopped;
  }
  bool Key(const char* s, rapidjson::SizeType n, bool) {
    levels_[depth_ - 1].key.assign(s, n);
    return true;
  }
  bool StartObject() { return open(true); }
  bool StartArray() { return open(false); }
  bool EndObject(rapidjson::SizeType) { return close(); }
  bool EndArray(rapidjson::SizeType) { return close(); }

 private:
  struct Level {
    bool is_object;
    std::string key;
  };
  bool open(bool is_object) {
    if (depth_ >= limits::json_depth_max) {
      too_deep = true;
      return false;
    }
    levels_.push_back({is_object, {}});
    ++depth_;
    return true;
  }
  bool close() {
    levels_.pop_back();
    --depth_;
    return true;
  }

  std::string_view text_;
  const rapidjson::MemoryStream& stream_;
  std::size_t shift_;
  const StringVisitor& visit_;
  std::vector<Level> levels_;
  std::size_t depth_ = 0;
  std::vector<std::string_view> path_;
};

}  // namespace

Json::Json() = default;
Json::Json(const Json&) = default;
Json::Json(Json&&) noexcept = default;
Json& Json::operator=(const Json&) = default;
Json& Json::operator=(Json&&) noexcept = default;
Json::~Json() = default;

Json Json::string(std::string s) {
  Json j;
  j.kind = Kind::string;
  j.text = std::move(s);
  return j;
}
Json Json::of(bool b) {
  Json j;
  j.kind = Kind::boolean;
  j.boolean = b;
  return j;
}
Json Json::of(double n) {
  Json j;
  j.kind = Kind::number;
  j.number = n;
  return j;
}
Json Json::array() {
  Json j;
  j.kind = Kind::array;
  return j;
}
Json Json::object() {
  Json j;
  j.kind = Kind::object;
  return j;
}

const Json* Json::find(std::string_view name) const {
  for (auto it = members.rbegin(); it != members.rend(); ++it)
    if (it->first == name) return &it->second;
  return nullptr;
}

const Json* Json::find_path(std::initializer_list<std::string_view> path) const {
  const Json* at = this;
  for (std::string_view name : path)
    if (at) at = at->find(name);
  return at;
}

const std::string* Json::find_string(std::initializer_list<std::string_view> path) const {
  const Json* at = find_path(path);
  return at && at->is_string() ? &at->text : nullptr;
}

Result<Json> parse_json(std::string_view text, const std::string& file) {
  const std::size_t shift = text.starts_with(bom) ? bom.size() : 0;
  rapidjson::MemoryStream stream(text.data() + shift, text.size() - shift);
  TreeBuilder builder(text, stream, shift);
  rapidjson::Reader reader;
  const rapidjson::ParseResult result = reader.Parse<parse_flags>(stream, builder);
  if (builder.too_deep)
    return fail("JSON nested deeper than " + std::to_string(limits::json_depth_max), file, 0, "bad-json");
  if (!result) return parse_failure(text, file, result, shift);
  return std::move(builder.root);
}

Result<void> scan_json_strings(std::string_view text, const StringVisitor& visit, const std::string& file) {
  const std::size_t shift = text.starts_with(bom) ? bom.size() : 0;
  rapidjson::MemoryStream stream(text.data() + shift, text.size() - shift);
  StringScanner scanner(text, stream, shift, visit);
  rapidjson::Reader reader;
  const rapidjson::ParseResult result = reader.Parse<parse_flags>(stream, scanner);
  if (scanner.too_deep)
    return fail("JSON nested deeper than " + std::to_string(limits::json_depth_max), file, 0, "bad-json");
  if (!result && !scanner.stopped) return parse_failure(text, file, result, shift);
  return {};
}

std::string json_quote(std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += "\\u00";
          out += digits[(c >> 4) & 15];
          out += digits[c & 15];
        } else {
          out += c;
        }
    }
  }
  return out + '"';
}

void JsonWriter::newline() {
  if (!pretty_) return;
  out_ += '\n';
  out_.append(has_item_.size() * 2, ' ');
}

void JsonWriter::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (has_item_.empty()) return;
  if (has_item_.back()) out_ += ',';
  has_item_.back() = true;
  newline();
}

JsonWriter& JsonWriter::begin_object() {
  before_value();
  out_ += '{';
  has_item_.push_back(false);
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  const bool had = has_item_.back();
  has_item_.pop_back();
  if (had) newline();
  out_ += '}';
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  before_value();
  out_ += '[';
  has_item_.push_back(false);
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  const bool had = has_item_.back();
  has_item_.pop_back();
  if (had) newline();
  out_ += ']';
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  before_value();
  out_ += json_quote(name);
  out_ += pretty_ ? ": " : ":";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  before_value();
  out_ += json;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  return raw(json_quote(text));
}
JsonWriter& JsonWriter::value(bool b) {
  return raw(b ? "true" : "false");
}
JsonWriter& JsonWriter::value(long long n) {
  return raw(std::to_string(n));
}
JsonWriter& JsonWriter::null() {
  return raw("null");
}

JsonWriter& JsonWriter::value(const Json& json) {
  switch (json.kind) {
    case Json::Kind::null:
      return null();
    case Json::Kind::boolean:
      return value(json.boolean);
    case Json::Kind::string:
      return value(std::string_view(json.text));
    case Json::Kind::number: {
      if (!json.text.empty()) return raw(json.text);
      if (!std::isfinite(json.number)) return null();
      char buffer[32];
      const auto end = std::to_chars(buffer, buffer + sizeof buffer, json.number).ptr;
      return raw({buffer, static_cast<std::size_t>(end - buffer)});
    }
    case Json::Kind::array:
      begin_array();
      for (const Json& item : json.items) value(item);
      return end_array();
    case Json::Kind::object:
      begin_object();
      for (const auto& [name, item] : json.members) key(name).value(item);
      return end_object();
  }
  return *this;
}

std::string JsonWriter::take() {
  return std::move(out_);
}

}  // namespace e401::base
