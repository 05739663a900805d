// From what stands in a source to a typed value: @npmcli/config's parseField (R-41..R-50) and nopt's cleaning (R-51,
//
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "npm/config_keys.h"
#include "npm/dialect.h"
#include "npm/layer_store.h"

namespace e401::npm {

struct FieldContext {
  const Situation& situation;
  const Dialect& dialect;
  Lookup variables() const;
};

// A umask's text: octal with a leading 0 or 0o, else decimal; nullopt: neither.
std::optional<double> umask_number(std::string_view text);
// "~/x" below the home, everything else resolved against the working directory.
std::string home_path(std::string_view text, const Situation& situation);

// A raw value of the key, expanded and converted as far as loading goes. uses: the variables met on the way.
Value parse_field(const Value& raw, std::string_view key, const FieldContext& context, std::vector<VariableUse>& uses);

// Called for each value that no alternative of its type takes; the value is dropped.
using InvalidHandler = std::function<void(std::string_view key, const Value& value, const OptionType& type)>;
// What becomes of one layer's values before a command uses them.
std::vector<Property> clean_properties(const std::vector<Property>& properties, const FieldContext& context,
                                       const InvalidHandler& on_invalid);

// npm's two warn lines for a value that was dropped.
std::vector<std::string> invalid_value_words(std::string_view key, const Value& value, const OptionType& type,
                                             std::string_view source);

}  // namespace e401::npm
