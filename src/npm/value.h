// A JavaScript value as it occurs in npm's configuration: what the ini reader and the option parser make of a text.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/json.h"

namespace e401::npm {

struct Undefined {
  friend bool operator==(Undefined, Undefined) = default;
};
struct Null {
  friend bool operator==(Null, Null) = default;
};
struct Date {
  double ms = 0;  // since 1970; NaN: an invalid date
};

class Value {
 public:
  using Array = std::vector<Value>;
  // In insertion order, integer-like keys are the caller's business.
  using Object = std::vector<std::pair<std::string, Value>>;

  Value() : v_(Undefined{}) {}
  Value(Undefined) : v_(Undefined{}) {}
  Value(Null) : v_(Null{}) {}
  Value(bool b) : v_(b) {}
  Value(double n) : v_(n) {}
  Value(int n) : v_(static_cast<double>(n)) {}
  Value(std::string s) : v_(std::move(s)) {}
  Value(std::string_view s) : v_(std::string(s)) {}
  Value(const char* s) : v_(std::string(s)) {}
  Value(Array a) : v_(std::move(a)) {}
  Value(Object o) : v_(std::move(o)) {}
  Value(Date d) : v_(d) {}

  template <class T>
  bool is() const {
    return std::holds_alternative<T>(v_);
  }
  template <class T>
  const T* get() const {
    return std::get_if<T>(&v_);
  }
  template <class T>
  T* get() {
    return std::get_if<T>(&v_);
  }
  const std::string* string() const { return get<std::string>(); }

  bool truthy() const;            // JavaScript's !!x
  std::string to_string() const;  // JavaScript's String(x)
  base::Json to_json() const;     // JSON.stringify's view: undefined -> null, dates as ISO text
  friend bool operator==(const Value& a, const Value& b);  // deep, dates by time

 private:
  std::variant<Undefined, Null, bool, double, std::string, Array, Object, Date> v_;
};

Value value_of_json(const base::Json& json);
// JavaScript's String(number): "1", "1.5", "1e+21", "NaN", "Infinity".
std::string js_number_text(double n);

}  // namespace e401::npm
