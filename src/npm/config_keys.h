// npm's options as data: every key of npm 6 to 12 with its type, its default, its letters and the majors that know it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "npm/value.h"

namespace e401::npm {

struct OptionRow {
  std::string_view key;
  int since = 6;               // first npm major that has the key like this
  int until = 99;              // last one
  std::string_view types;      // alternatives in npm's order, see Alternative
  std::string_view fallback;   // the default as JSON, or @word where machine or environment decide
  std::string_view letters;    // -x shorthands
  std::string_view exclusive;  // keys that cannot be given together with this one
  int deprecated_since = 0;    // npm major; 0: not deprecated
};

std::span<const OptionRow> option_rows();  // in the order of npm's own table
const OptionRow* find_option(std::string_view key, int npm_major);

// One alternative of a type. In OptionRow::types they stand blank-separated: "null", "false", "true", "$String", "''"
// (the empty string), "#2" (the number), any other word: exactly that word.
struct Alternative {
  enum class Kind { null, literal, string, boolean, number, array, path, url, date, umask, semver, address };
  Kind kind = Kind::null;
  Value literal;  // of Kind::literal
};

struct OptionType {
  std::vector<Alternative> alternatives;
  bool is_list = false;  // written as a list of alternatives in npm's table (one alternative alone is not)
  bool has(Alternative::Kind kind) const;
  bool has_literal(const Value& value) const;
  bool is_only(Alternative::Kind kind) const { return alternatives.size() == 1 && alternatives.front().kind == kind; }
};
OptionType parse_option_type(std::string_view types);
// nullopt: the key has no type (unknown keys and all credentials).
std::optional<OptionType> type_of_option(std::string_view key, int npm_major);

// npm asks a plain object whether it knows a key, so that "constructor" counts as known.
bool is_known_option(std::string_view key, int npm_major);
// The fields a registry's key may end in ("_authToken", "certfile", ...), known since npm 11 checks keys.
bool is_registry_field(std::string_view field);

// npm's words for a deprecated key; "" if it is not deprecated in that major.
std::string_view deprecation_of(std::string_view key, int npm_major);

// "verbose" -> {"--loglevel", "verbose"}; empty if there is no such shorthand.
std::vector<std::string> expand_shorthand(std::string_view name, int npm_major);
// Does "--name word" take the word as its value, in npm 12? name: without dashes, shorthands and no- included.
bool option_takes_value(std::string_view name);
// Is "--name" an option of any npm from 6 to 12? name: without dashes; shorthands, letters glued together and no-
// included, and the keys of a scope or a registry ("@acme:registry", "//h/:_authToken").
bool is_any_npms_option(std::string_view name);
// All shorthand names of a major, the letters included.
std::vector<std::string_view> shorthand_names(int npm_major);

}  // namespace e401::npm
