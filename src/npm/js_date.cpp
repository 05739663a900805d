// What `new Date(text)` makes of a text. npm takes dates only for `before`, so a wrong answer here costs a warning, not
// a credential; still the ISO forms are exact, and V8's free reading is followed for what people write.
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

#include "base/text.h"
#include "npm/js.h"
#include "npm/utf8.h"

namespace e401::npm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

struct Fields {
  long long year = 0;
  int month = 1, day = 1, hour = 0, minute = 0, second = 0;
  double millisecond = 0;
  int zone_minutes = 0;
};

// Days from 1970-01-01 to a date of the Gregorian calendar.
long long days_from_civil(long long year, int month, int day) {
  year -= month <= 2 ? 1 : 0;
  const long long era = (year >= 0 ? year : year - 399) / 400;
  const long long year_of_era = year - era * 400;
  const long long day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719'468;
}

Date time_of(const Fields& f) {
  const double days = static_cast<double>(days_from_civil(f.year, f.month, f.day));
  const double ms =
      ((days * 24 + f.hour) * 60 + f.minute - f.zone_minutes) * 60'000 + f.second * 1000.0 + std::trunc(f.millisecond);
  return Date{std::abs(ms) <= 8.64e15 ? ms : nan};
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  bool done() const { return text_.empty(); }
  char peek() const { return text_.empty() ? '\0' : text_.front(); }
  bool take(char c) {
    if (peek() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  void skip_blanks() {
    while (peek() == ' ' || peek() == ',' || peek() == '\t') text_.remove_prefix(1);
  }
  // Exactly `count` digits.
  std::optional<int> digits(std::size_t count) {
    if (text_.size() < count) return std::nullopt;
    int n = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_digit(text_[i])) return std::nullopt;
      n = n * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(count);
    return n;
  }
  std::string_view run(bool (*wanted)(char)) {
    std::size_t n = 0;
    while (n < text_.size() && wanted(text_[n])) ++n;
    const std::string_view out = text_.substr(0, n);
    text_.remove_prefix(n);
    return out;
  }

 private:
  std::string_view text_;
};

bool read_iso_zone(Reader& in, Fields& f) {
  if (in.done() || in.take('Z')) return in.done();
  const int sign = in.take('+') ? 1 : in.take('-') ? -1 : 0;
  const auto hours = in.digits(2);
  if (sign == 0 || !hours || !in.take(':')) return false;
  const auto minutes = in.digits(2);
  if (!minutes || *hours > 23 || *minutes > 59) return false;
  f.zone_minutes = sign * (*hours * 60 + *minutes);
  return in.done();
}

bool read_iso_time(Reader& in, Fields& f) {
  const auto hour = in.digits(2);
  if (!hour || !in.take(':')) return false;
  const auto minute = in.digits(2);
  if (!minute) return false;
  f.hour = *hour;
  f.minute = *minute;
  if (in.take(':')) {
    const auto second = in.digits(2);
    if (!second) return false;
    f.second = *second;
    if (in.take('.')) {
      const std::string_view fraction = in.run(is_digit);
      if (fraction.empty()) return false;
      f.millisecond = js_number("0." + std::string(fraction)) * 1000;
    }
  }
  const bool midnight = f.hour == 24 && f.minute == 0 && f.second == 0 && f.millisecond == 0;
  if ((f.hour > 23 && !midnight) || f.minute > 59 || f.second > 59) return false;
  return read_iso_zone(in, f);
}

std::optional<Date> read_iso(std::string_view text) {
  Reader in(text);
  Fields f;
  const int sign = in.take('+') ? 1 : in.take('-') ? -1 : 0;
  const auto year = in.digits(sign == 0 ? 4 : 6);
  if (!year || (sign < 0 && *year == 0)) return std::nullopt;
  f.year = sign < 0 ? -*year : *year;
  if (in.take('-')) {
    const auto month = in.digits(2);
    if (!month || *month < 1 || *month > 12) return std::nullopt;
    f.month = *month;
    if (in.take('-')) {
      const auto day = in.digits(2);
      if (!day || *day < 1 || *day > 31) return std::nullopt;
      f.day = *day;
    }
  }
  if (in.done()) return time_of(f);
  if (!in.take('T') || !read_iso_time(in, f)) return std::nullopt;
  return time_of(f);
}

int month_of(std::string_view word) {
  static constexpr std::string_view months = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (word.size() < 3) return 0;
  const std::size_t at = months.find(base::ascii_lower(word.substr(0, 3)));
  return at == std::string_view::npos || at % 3 != 0 ? 0 : static_cast<int>(at / 3) + 1;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.';
}

// "10:20[:30]" behind the hour that was read already.
bool read_clock(Reader& in, Fields& f, int hour) {
  const std::string_view minute = in.run(is_digit);
  if (minute.empty() || minute.size() > 2) return false;
  f.hour = hour;
  f.minute = static_cast<int>(js_number(minute));
  if (in.take(':')) {
    const std::string_view second = in.run(is_digit);
    if (second.empty() || second.size() > 2) return false;
    f.second = static_cast<int>(js_number(second));
    if (in.take('.')) in.run(is_digit);
  }
  return f.hour < 25 && f.minute < 60 && f.second < 60;
}

bool read_offset(Reader& in, Fields& f, int sign) {
  const std::string_view hours = in.run(is_digit);
  if (hours.empty()) return false;
  const int n = static_cast<int>(js_number(hours));
  int minutes = hours.size() > 2 ? n / 100 * 60 + n % 100 : n * 60;
  if (in.take(':')) minutes += static_cast<int>(js_number(in.run(is_digit)));
  f.zone_minutes = sign * minutes;
  return true;
}

struct FreeDate {
  Fields fields;
  int numbers[3] = {};
  std::size_t count = 0;
  int named_month = 0;
  bool has_clock = false;
};

// A word of the free form. Words that mean nothing may stand in front ("Tue", "around"), not behind a number.
bool read_word(FreeDate& date, const std::string& word) {
  if (const int month = month_of(word)) {
    date.named_month = month;
    return true;
  }
  if (date.has_clock && (word == "am" || word == "pm")) {
    date.fields.hour = date.fields.hour % 12 + (word == "pm" ? 12 : 0);
    return true;
  }
  return word == "z" || word == "gmt" || word == "utc" || word == "t" || (date.count == 0 && !date.has_clock);
}

bool read_number(Reader& in, FreeDate& date) {
  const std::string_view digits = in.run(is_digit);
  if (digits.size() > 6) return false;
  const int n = static_cast<int>(js_number(digits));
  if (in.take(':')) {
    if (date.has_clock || !read_clock(in, date.fields, n)) return false;
    date.has_clock = true;
    return true;
  }
  if (date.count == 3) return false;
  date.numbers[date.count++] = n;
  if (!in.take('/')) in.take('-');
  return true;
}

// Which number is the day, which the month, which the year.
bool place_numbers(FreeDate& date) {
  Fields& f = date.fields;
  const int* n = date.numbers;
  f.year = 2001;                // V8's year where none is given
  if (date.named_month != 0) {  // "Jan 2 2024", "2 Jan 2024", "2024 Jan 2", "Jan 2024"
    if (date.count > 2) return false;
    const bool year_first = n[0] > 31;
    f.month = date.named_month;
    if (date.count == 2) f.year = n[year_first ? 0 : 1];
    if (date.count == 1 && year_first) f.year = n[0];
    f.day = !year_first ? n[0] : date.count == 2 ? n[1] : 1;
  } else if (n[0] > 31) {  // "2024/01/02", "2024"
    f.year = n[0];
    if (date.count > 1) f.month = n[1];
    if (date.count > 2) f.day = n[2];
  } else if (date.count == 1 && n[0] == 0) {
    f.year = 0;
  } else {  // "1/2/2024", "1/2", "1"
    f.month = n[0];
    if (date.count > 1) f.day = n[1];
    if (date.count > 2) f.year = n[2];
  }
  if (f.year < 50)
    f.year += 2000;
  else if (f.year < 100)
    f.year += 1900;
  return f.month >= 1 && f.month <= 12 && f.day >= 1 && f.day <= 31;
}

// Month names, numbers and a clock in any order, as V8's second reader takes them.
Date read_free(std::string_view text) {
  Reader in(text);
  FreeDate date;
  for (in.skip_blanks(); !in.done() && in.peek() != '('; in.skip_blanks()) {
    const char c = in.peek();
    if (is_digit(c)) {
      if (!read_number(in, date)) return {nan};
    } else if (is_word(c)) {
      if (!read_word(date, base::ascii_lower(in.run(is_word)))) return {nan};
    } else if (c == '+' || c == '-') {
      const bool plus = in.take('+') || !in.take('-');
      if (date.has_clock && !read_offset(in, date.fields, plus ? 1 : -1)) return {nan};
    } else {
      return {nan};
    }
  }
  if (date.count == 0 || !place_numbers(date)) return {nan};
  return time_of(date.fields);
}

}  // namespace

Date js_date(std::string_view text) {
  text = js_trim(text);
  if (const std::optional<Date> iso = read_iso(text)) return *iso;
  return read_free(text);
}

}  // namespace e401::npm
