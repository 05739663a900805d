#include "npm/value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <type_traits>

#include "npm/js.h"

namespace e401::npm {
namespace {

constexpr double ms_per_day = 86'400'000;
constexpr double date_max_ms = 8.64e15;  // ECMAScript: beyond it a date is invalid

struct CivilTime {
  long long year = 1970;
  int month = 1, day = 1, weekday = 4;  // Sunday is 0
  int hour = 0, minute = 0, second = 0, millisecond = 0;
};

// Days to a date of the Gregorian calendar, counted in eras of 400 years that begin in March.
CivilTime civil_time(double ms) {
  const long long days = static_cast<long long>(std::floor(ms / ms_per_day));
  long long rest = static_cast<long long>(ms - static_cast<double>(days) * ms_per_day);
  CivilTime t;
  t.weekday = static_cast<int>(((days % 7) + 11) % 7);
  const long long shifted = days + 719'468;
  const long long era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
  const long long day_of_era = shifted - era * 146'097;
  const long long year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const long long day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const long long month = (5 * day_of_year + 2) / 153;
  t.day = static_cast<int>(day_of_year - (153 * month + 2) / 5 + 1);
  t.month = static_cast<int>(month < 10 ? month + 3 : month - 9);
  t.year = year_of_era + era * 400 + (t.month <= 2 ? 1 : 0);
  t.millisecond = static_cast<int>(rest % 1000);
  rest /= 1000;
  t.second = static_cast<int>(rest % 60);
  t.minute = static_cast<int>(rest / 60 % 60);
  t.hour = static_cast<int>(rest / 3600);
  return t;
}

bool is_valid(Date d) {
  return std::isfinite(d.ms) && std::abs(d.ms) <= date_max_ms;
}

std::string iso_text(Date d) {
  const CivilTime t = civil_time(std::trunc(d.ms));
  char buffer[64];
  const char* format = t.year >= 0 && t.year <= 9999 ? "%04lld-%02d-%02dT%02d:%02d:%02d.%03dZ"
                                                     : "%+07lld-%02d-%02dT%02d:%02d:%02d.%03dZ";
  std::snprintf(buffer, sizeof buffer, format, t.year, t.month, t.day, t.hour, t.minute, t.second, t.millisecond);
  return buffer;
}

// Date.prototype.toString in UTC: the zone of the machine is not looked at.
std::string long_text(Date d) {
  static constexpr const char* weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (!is_valid(d)) return "Invalid Date";
  const CivilTime t = civil_time(std::trunc(d.ms));
  char buffer[96];
  std::snprintf(buffer, sizeof buffer, "%s %s %02d %s%04lld %02d:%02d:%02d GMT+0000 (Coordinated Universal Time)",
                weekdays[t.weekday], months[t.month - 1], t.day, t.year < 0 ? "-" : "", t.year < 0 ? -t.year : t.year,
                t.hour, t.minute, t.second);
  return buffer;
}

std::string array_text(const Value::Array& items) {
  std::string out;
  bool first = true;
  for (const Value& item : items) {
    if (!first) out += ',';
    first = false;
    if (!item.is<Undefined>() && !item.is<Null>()) out += item.to_string();
  }
  return out;
}

}  // namespace

std::string js_number_text(double n) {
  if (std::isnan(n)) return "NaN";
  if (std::isinf(n)) return n < 0 ? "-Infinity" : "Infinity";
  if (n == 0) return "0";
  char buffer[40];
  const char* end = std::to_chars(buffer, buffer + sizeof buffer, std::abs(n), std::chars_format::scientific).ptr;
  std::string digits;
  const char* at = buffer;
  for (; *at != 'e'; ++at)
    if (*at != '.') digits += *at;
  if (*++at == '+') ++at;
  int exponent = 0;
  std::from_chars(at, end, exponent);
  const int count = static_cast<int>(digits.size());
  const int point = exponent + 1;  // where the decimal point stands, counted from the first digit
  std::string out = n < 0 ? "-" : "";
  if (point >= count && point <= 21) return out + digits + std::string(static_cast<std::size_t>(point - count), '0');
  if (point > 0 && point <= 21)
    return out + digits.substr(0, static_cast<std::size_t>(point)) + "." +
           digits.substr(static_cast<std::size_t>(point));
  if (point > -6 && point <= 0) return out + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  out += digits[0];
  if (count > 1) (out += '.') += digits.substr(1);
  return out + "e" + (exponent < 0 ? "-" : "+") + std::to_string(std::abs(exponent));
}

bool Value::truthy() const {
  if (is<Undefined>() || is<Null>()) return false;
  if (const bool* b = get<bool>()) return *b;
  if (const double* n = get<double>()) return *n != 0 && !std::isnan(*n);
  if (const std::string* s = string()) return !s->empty();
  return true;
}

std::string Value::to_string() const {
  if (is<Undefined>()) return "undefined";
  if (is<Null>()) return "null";
  if (const bool* b = get<bool>()) return *b ? "true" : "false";
  if (const double* n = get<double>()) return js_number_text(*n);
  if (const std::string* s = string()) return *s;
  if (const Array* a = get<Array>()) return array_text(*a);
  if (const Date* d = get<Date>()) return long_text(*d);
  return "[object Object]";
}

base::Json Value::to_json() const {
  if (const bool* b = get<bool>()) return base::Json::of(*b);
  if (const double* n = get<double>()) {
    if (!std::isfinite(*n)) return {};
    base::Json json = base::Json::of(*n);
    json.text = js_number_text(*n);
    return json;
  }
  if (const std::string* s = string()) return base::Json::string(*s);
  if (const Date* d = get<Date>()) return is_valid(*d) ? base::Json::string(iso_text(*d)) : base::Json{};
  if (const Array* a = get<Array>()) {
    base::Json json = base::Json::array();
    for (const Value& item : *a) json.items.push_back(item.to_json());
    return json;
  }
  if (const Object* o = get<Object>()) {
    base::Json json = base::Json::object();
    for (const auto& [name, member] : *o)
      if (!member.is<Undefined>()) json.members.emplace_back(name, member.to_json());
    return json;
  }
  return {};
}

bool operator==(const Value& a, const Value& b) {
  if (a.v_.index() != b.v_.index()) return false;
  if (const Date* x = a.get<Date>()) {
    const Date* y = b.get<Date>();
    return x->ms == y->ms || (std::isnan(x->ms) && std::isnan(y->ms));
  }
  return std::visit(
      [&b](const auto& x) {
        using T = std::decay_t<decltype(x)>;
        if constexpr (std::is_same_v<T, Date>)
          return false;  // done above
        else
          return x == *b.get<T>();
      },
      a.v_);
}

Value value_of_json(const base::Json& json) {
  switch (json.kind) {
    case base::Json::Kind::null:
      return Null{};
    case base::Json::Kind::boolean:
      return json.boolean;
    case base::Json::Kind::number:
      return json.text.empty() ? json.number : std::strtod(json.text.c_str(), nullptr);  // 1e400 is Infinity
    case base::Json::Kind::string:
      return json.text;
    case base::Json::Kind::array: {
      Value::Array items;
      for (const base::Json& item : json.items) items.push_back(value_of_json(item));
      return items;
    }
    case base::Json::Kind::object: {
      Value::Object members;
      std::map<std::string_view, std::size_t> places;  // a repeated name keeps its first place and its last value
      for (const auto& [name, member] : json.members) {
        const auto [at, is_new] = places.emplace(name, members.size());
        if (is_new)
          members.emplace_back(name, value_of_json(member));
        else
          members[at->second].second = value_of_json(member);
      }
      std::stable_sort(members.begin(), members.end(),
                       [](const auto& a, const auto& b) { return index_before(a.first, b.first); });
      return members;
    }
  }
  return Undefined{};
}

}  // namespace e401::npm
