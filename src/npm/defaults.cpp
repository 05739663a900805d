#include "npm/defaults.h"

#include <limits>

#include "base/text.h"
#include "npm/js.h"

namespace e401::npm {
namespace {

std::string first_set(const Situation& situation, std::initializer_list<std::string_view> names,
                      std::string_view fallback) {
  for (std::string_view name : names)
    if (const auto value = situation.variable(name); value && !value->empty()) return *value;
  return std::string(fallback);
}

bool has_unicode(const Situation& situation) {
  const std::string locale = base::ascii_lower(first_set(situation, {"LC_ALL", "LC_CTYPE", "LANG"}, ""));
  return locale.ends_with("utf-8") || locale.ends_with("utf8");
}

// @word of the table. e401 looks at no terminal here: npm's `progress` is what it is without one.
Value machine_default(std::string_view word, const Situation& situation) {
  if (word == "@editor") return first_set(situation, {"EDITOR", "VISUAL"}, "vi");
  if (word == "@shell") return first_set(situation, {"SHELL"}, "sh");
  if (word == "@unicode") return has_unicode(situation);
  if (word == "@progress") return situation.npm.major < 11 && !situation.variable("CI");
  if (word == "@color") {
    const std::string no_color = first_set(situation, {"NO_COLOR"}, "");
    return no_color.empty() || no_color == "0";
  }
  if (word == "@omit") return situation.variable("NODE_ENV") == "production" ? Value::Array{"dev"} : Value::Array{};
  if (word == "@registry") return public_registry_url();
  if (word == "@node-gyp")
    return situation.npm_root.empty() ? "" : situation.npm_root + "/node_modules/node-gyp/bin/node-gyp.js";
  return Undefined{};
}

Value default_value(const OptionRow& row, const Situation& situation) {
  const std::string_view text = row.fallback;
  if (text.starts_with('@')) return machine_default(text, situation);
  if (text == "null") return Null{};
  if (text == "true" || text == "false") return text == "true";
  if (text == "[]") return Value::Array{};
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text.starts_with('"')) return text.substr(1, text.size() - 2);  // no default needs an escape
  return js_number(text);
}

}  // namespace

std::string default_global_prefix(const Situation& situation) {
  if (const auto prefix = situation.variable("PREFIX"); prefix && !prefix->empty()) return *prefix;
  if (situation.node_path.empty()) return "/usr/local";  // where node puts itself if nobody says otherwise
  const std::string prefix = path_dirname(path_dirname(situation.node_path));
  const auto destination = situation.variable("DESTDIR");
  return destination && !destination->empty() ? path_join(*destination, prefix) : prefix;
}

std::vector<Property> default_properties(const FieldContext& context, const std::string& global_prefix) {
  const Situation& situation = context.situation;
  const int major = context.dialect.major;
  std::vector<Property> out;
  out.reserve(option_rows().size() + 1);
  std::vector<VariableUse> uses;
  for (const OptionRow& row : option_rows()) {
    if (row.since > major || major > row.until) continue;
    Value value = row.key == "prefix" ? Value(global_prefix) : default_value(row, situation);
    if (value.string()) value = parse_field(value, row.key, context, uses);
    out.push_back({std::string(row.key), std::move(value), -1});
  }
  if (major >= 9) out.push_back({"npm-version", situation.npm.text, -1});
  return out;
}

}  // namespace e401::npm
