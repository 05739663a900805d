// nopt's cleaning: words become values, then the first alternative of the key's type that takes the value
// decides what it becomes. Keys without a type are trimmed and their words converted, nothing more; that holds for all
// credentials.
#include <cmath>

#include "npm/field.h"
#include "npm/js.h"
#include "npm/legacy_url.h"
#include "npm/semver.h"
#include "npm/utf8.h"

namespace e401::npm {
namespace {

using Kind = Alternative::Kind;

double number_of(const Value& value) {  // JavaScript's Number(value), for what occurs here
  if (value.is<Null>()) return 0;
  if (const bool* b = value.get<bool>()) return *b ? 1 : 0;
  if (const double* n = value.get<double>()) return *n;
  if (const Date* d = value.get<Date>()) return d->ms;
  return value.is<Undefined>() || value.is<Value::Object>() ? std::nan("") : js_number(value.to_string());
}

bool boolean_of(const Value& value) {
  if (!value.string()) return value.truthy();
  if (const double n = js_number(*value.string()); !std::isnan(n)) return n != 0;
  return *value.string() != "null" && *value.string() != "false";
}

std::optional<Value> umask_value(const Value& value) {
  if (value.string()) {
    if (const auto mask = umask_number(*value.string())) return Value(*mask);
    return std::nullopt;
  }
  const double* n = value.get<double>();
  if (!n || std::floor(*n) < 0 || std::floor(*n) > 511) return std::nullopt;  // 0o777
  return Value(std::floor(*n));
}

std::optional<Value> url_value(const Value& value, const Dialect& dialect) {
  const std::string text = value.to_string();
  if (!dialect.whatwg_urls) {
    if (auto href = legacy_url_href(text)) return Value(std::move(*href));
    return std::nullopt;
  }
  if (const auto url = parse_url(text)) return Value(url->href());
  return std::nullopt;
}

// What the alternative makes of the value; nullopt if it does not take it.
std::optional<Value> taken_by(const Alternative& alternative, const Value& value, const FieldContext& context) {
  switch (alternative.kind) {
    case Kind::null:
      return value.is<Null>() ? std::optional(value) : std::nullopt;
    case Kind::literal:
      return value == alternative.literal ? std::optional(value) : std::nullopt;
    case Kind::string:
      return Value(value.to_string());
    case Kind::boolean:
      return Value(boolean_of(value));
    case Kind::array:
      return std::nullopt;
    case Kind::umask:
      return umask_value(value);
    case Kind::url:
      return url_value(value, context.dialect);
    case Kind::address:
      return value.string() || value.is<Null>() ? std::optional(value) : std::nullopt;
    case Kind::path:
      if (!value.string()) return std::nullopt;
      return Value(home_path(*value.string(), context.situation));
    case Kind::number: {
      const double n = number_of(value);
      return std::isnan(n) ? std::nullopt : std::optional(Value(n));
    }
    case Kind::date: {
      const Date* d = value.get<Date>();
      const Date date = d ? *d : js_date(value.to_string());
      return std::isnan(date.ms) ? std::nullopt : std::optional(Value(date));
    }
    case Kind::semver: {
      if (!value.string()) return std::nullopt;
      if (auto version = valid_semver(*value.string())) return Value(std::move(*version));
      return std::nullopt;
    }
  }
  return std::nullopt;
}

// "null", "true", "false", numbers and dates written as text, where the type (nullptr: none) admits them.
Value word_as_value(const Value& value, const OptionType* type, bool untyped_words) {
  if (!value.string()) return value;
  const std::string_view text = js_trim(*value.string());
  if (!type) {
    if (untyped_words && text == "null") return Null{};
    if (untyped_words && (text == "true" || text == "false")) return text == "true";
    return text;
  }
  if (text == "null" && type->has(Kind::null)) return Null{};
  for (const bool word : {true, false})
    if (text == (word ? "true" : "false") && (type->has_literal(word) || type->has(Kind::boolean))) return word;
  if (type->has(Kind::number))
    if (const double n = js_number(text); !std::isnan(n)) return n;
  if (type->has(Kind::date))
    if (const Date d = js_date(text); !std::isnan(d.ms)) return d;
  return text;
}

class Cleaner {
 public:
  Cleaner(std::string_view key, const FieldContext& context, const InvalidHandler& on_invalid)
      : key_(key), context_(context), on_invalid_(on_invalid), type_(type_of_option(key, context.dialect.major)) {}

  // nullopt: the key goes.
  std::optional<Value> clean(const Value& value) const {
    const Value::Array* items = value.get<Value::Array>();
    if (!items) return clean_one(value);
    Value::Array kept;
    for (const Value& item : *items)
      if (auto cleaned = clean_one(item)) kept.push_back(std::move(*cleaned));
    const bool admits_lists = type_ ? type_->has(Kind::array) : !is_object_prototype_name(key_);
    if (kept.empty() && !admits_lists) return std::nullopt;
    return Value(std::move(kept));
  }

 private:
  std::optional<Value> clean_one(const Value& raw) const {
    Value value = word_as_value(raw, type_ ? &*type_ : nullptr, !is_object_prototype_name(key_));
    if (!type_) return value;
    const bool* b = value.get<bool>();
    if (b && !*b && type_->has(Kind::null) && !type_->has_literal(false) && !type_->has(Kind::boolean)) value = Null{};
    for (const Alternative& alternative : type_->alternatives)
      if (auto taken = taken_by(alternative, value, context_)) return taken;
    if (on_invalid_) on_invalid_(key_, value, *type_);
    return std::nullopt;
  }

  std::string_view key_;
  const FieldContext& context_;
  const InvalidHandler& on_invalid_;
  std::optional<OptionType> type_;
};

std::string description_of(const Alternative& alternative) {
  switch (alternative.kind) {
    case Kind::null:
      return "null";
    case Kind::literal: {
      base::JsonWriter out;
      return alternative.literal.string() ? *alternative.literal.string()
                                          : out.value(alternative.literal.to_json()).take();
    }
    case Kind::boolean:
      return "boolean value (true or false)";
    case Kind::number:
      return "numeric value";
    case Kind::path:
      return "valid filesystem path";
    case Kind::url:
      return "full url with \"http://\"";
    case Kind::date:
      return "valid Date string";
    case Kind::umask:
      return "octal number in range 0o000..0o777 (0..511)";
    case Kind::semver:
      return "full valid SemVer string";
    case Kind::string:
    case Kind::array:
    case Kind::address:
      return "";
  }
  return "";
}

}  // namespace

std::vector<Property> clean_properties(const std::vector<Property>& properties, const FieldContext& context,
                                       const InvalidHandler& on_invalid) {
  std::vector<Property> out;
  for (const Property& p : properties)
    if (auto value = Cleaner(p.key, context, on_invalid).clean(p.value))
      out.push_back({p.key, std::move(*value), p.entry});
  return out;
}

std::vector<std::string> invalid_value_words(std::string_view key, const Value& value, const OptionType& type,
                                             std::string_view source) {
  base::JsonWriter json;
  const std::string shown = value.is<Undefined>() ? "undefined" : json.value(value.to_json()).take();
  std::vector<std::string> descriptions;
  for (const Kind wide : {Kind::url, Kind::path})
    if (descriptions.empty() && type.has(wide)) descriptions.push_back(description_of({wide, {}}));
  const bool is_list = descriptions.empty() && type.has(Kind::array);
  if (descriptions.empty())
    for (const Alternative& a : type.alternatives)
      if (a.kind != Kind::array) descriptions.push_back(description_of(a));
  std::string must = "invalid config Must be";
  if (is_list)
    must += descriptions.size() == 1 ? " one or more" : " one or more of:";
  else if (descriptions.size() > 1)
    must += " one of:";
  for (std::size_t i = 0; i < descriptions.size(); ++i) must += (i == 0 ? " " : ", ") + descriptions[i];
  return {"invalid config " + std::string(key) + "=" + shown + " set in " + std::string(source), must};
}

}  // namespace e401::npm
