// JSON, read with places and written in order. Reading is RapidJSON's SAX reader without recursion; a document keeps
// the byte span of every value, because a finding must name the line that a value stands on. Objects keep their order
// and duplicates.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/source.h"

namespace e401::base {

class Json {
 public:
  enum class Kind { null, boolean, number, string, array, object };
  using Member = std::pair<std::string, Json>;

  // Defined where the class is complete: clang asks std::pair about Json otherwise before it knows it.
  Json();
  Json(const Json&);
  Json(Json&&) noexcept;
  Json& operator=(const Json&);
  Json& operator=(Json&&) noexcept;
  ~Json();

  Kind kind = Kind::null;
  bool boolean = false;
  double number = 0;
  std::string text;             // string: its value; number: as written
  std::vector<Json> items;      // array
  std::vector<Member> members;  // object, in order
  Span span;                    // of the value in the text, quotes and brackets included; empty when not parsed

  static Json string(std::string s);
  static Json of(bool b);
  static Json of(double n);
  static Json array();
  static Json object();

  bool is_string() const { return kind == Kind::string; }
  bool is_object() const { return kind == Kind::object; }
  bool is_array() const { return kind == Kind::array; }
  // The last member of that name (as JavaScript keeps it), or nullptr; nullptr for anything but an object.
  const Json* find(std::string_view name) const;
  // The string at a path of names ("publishConfig", "registry"), or nullptr.
  const std::string* find_string(std::initializer_list<std::string_view> path) const;
  const Json* find_path(std::initializer_list<std::string_view> path) const;
};

// Parses a whole text. A leading BOM is skipped. Errors carry file and line. Depth is bounded by
// limits::json_depth_max.
Result<Json> parse_json(std::string_view text, const std::string& file = {});

// Calls visit(path, value, span of the value) for every string value of a text without building a tree: for big
// lockfiles. path is the chain of object keys (array steps are left out). Returning false from visit stops early.
using StringVisitor = std::function<bool(const std::vector<std::string_view>& path, std::string_view value, Span span)>;
Result<void> scan_json_strings(std::string_view text, const StringVisitor& visit, const std::string& file = {});

// Writes JSON. pretty: two spaces as JSON.stringify(x, null, 2) does.
class JsonWriter {
 public:
  explicit JsonWriter(bool pretty = false) : pretty_(pretty) {}
  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(bool b);
  JsonWriter& value(long long n);
  JsonWriter& value(int n) { return value(static_cast<long long>(n)); }
  JsonWriter& value(std::size_t n) { return value(static_cast<long long>(n)); }
  JsonWriter& null();
  JsonWriter& raw(std::string_view json);  // a ready piece of JSON
  JsonWriter& value(const Json& json);
  template <class T>
  JsonWriter& member(std::string_view name, const T& v) {
    key(name);
    return value(v);
  }
  std::string take();

 private:
  void before_value();
  void newline();
  bool pretty_;
  std::string out_;
  std::vector<bool> has_item_;  // per open bracket
  bool after_key_ = false;
};

// "text" with JSON's escapes, exactly as JSON.stringify writes it.
std::string json_quote(std::string_view text);

}  // namespace e401::base
