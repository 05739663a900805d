#include "npm/field.h"

#include <cmath>

#include "npm/js.h"
#include "npm/utf8.h"

namespace e401::npm {
namespace {

using Kind = Alternative::Kind;

bool all_of(std::string_view text, std::string_view digits) {
  return !text.empty() && text.find_first_not_of(digits) == std::string_view::npos;
}

std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find("\n\n");
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 2);
  }
}

std::optional<Value> value_word(std::string_view text) {
  if (text == "true") return Value(true);
  if (text == "false") return Value(false);
  if (text == "null") return Value(Null{});
  if (text == "undefined") return Value(Undefined{});
  return std::nullopt;
}

class FieldParser {
 public:
  FieldParser(std::string_view key, const FieldContext& context, std::vector<VariableUse>& uses)
      : context_(context), uses_(uses) {
    if (const auto type = type_of_option(key, context.dialect.major)) {
      is_path_ = type->has(Kind::path);
      is_bool_ = type->has(Kind::boolean);
      is_string_ = is_path_ || type->has(Kind::string);
      is_umask_ = type->has(Kind::umask);
      is_number_ = type->has(Kind::number);
      is_list_ = type->has(Kind::array);
      is_date_ = type->has(Kind::date) && context.dialect.parses_dates;
    }
  }

  Value parse(const Value& raw, bool is_element = false) {
    const bool is_list = is_list_ && !is_element;
    if (const Value::Array* items = raw.get<Value::Array>()) {
      if (!is_list) return raw;
      Value::Array out;
      for (const Value& item : *items) out.push_back(parse(item, true));
      return out;
    }
    if (!raw.string()) return raw;
    const std::string_view text = js_trim(*raw.string());
    if (!is_list) return parse_text(text);
    Value::Array out;
    for (std::string_view part : split_list(text)) out.push_back(parse(Value(part), true));
    return out;
  }

 private:
  Value parse_text(std::string_view text) {
    if (is_bool_ && !is_string_ && text.empty()) return true;
    if (!is_string_ && !is_number_)
      if (const auto word = value_word(text)) return *word;
    Expansion expansion = expand(text, context_.variables(), context_.dialect.optional_variables);
    uses_.insert(uses_.end(), expansion.uses.begin(), expansion.uses.end());
    std::string out = std::move(expansion.text);
    if (is_date_) return js_date(out);
    if (is_path_) out = home_path(out, context_.situation);
    if (is_umask_) {
      if (const auto mask = umask_number(out)) return *mask;
      return out;
    }
    if (is_number_) {
      if (const double n = js_number(out); !std::isnan(n)) return n;
    }
    return out;
  }

  const FieldContext& context_;
  std::vector<VariableUse>& uses_;
  bool is_path_ = false, is_bool_ = false, is_string_ = false, is_umask_ = false, is_number_ = false, is_list_ = false,
       is_date_ = false;
};

}  // namespace

std::optional<double> umask_number(std::string_view text) {
  if (!text.starts_with('0')) return all_of(text, "0123456789") ? std::optional(js_number(text)) : std::nullopt;
  const std::string_view digits = text.substr(text.starts_with("0o") ? 2 : 1);
  return all_of(digits, "01234567") ? std::optional(js_number("0o" + std::string(digits))) : std::nullopt;
}

std::string home_path(std::string_view text, const Situation& situation) {
  if (!text.starts_with("~/") || situation.home.empty()) return path_resolve(situation.cwd, text);
  return path_resolve(path_resolve(situation.cwd, situation.home), text.substr(2));
}

Lookup FieldContext::variables() const {
  return [this](std::string_view name) {
    auto value = situation.variable(name);
    return value ? value : object_prototype_text(name);  // process.env is an object like any other
  };
}

Value parse_field(const Value& raw, std::string_view key, const FieldContext& context, std::vector<VariableUse>& uses) {
  return FieldParser(key, context, uses).parse(raw);
}

}  // namespace e401::npm
