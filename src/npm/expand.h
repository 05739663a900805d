// ${VAR} and ${VAR?} as @npmcli/config env-replace.js replaces them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace e401::npm {

using Lookup = std::function<std::optional<std::string>(std::string_view name)>;

struct VariableUse {
  std::string name;
  bool optional = false;  // ${NAME?}
  bool set = false;       // set, even if empty
  bool empty = false;
  friend bool operator==(const VariableUse&, const VariableUse&) = default;
};

struct Expansion {
  std::string text;
  std::vector<VariableUse> uses;  // in order; escaped ones (\${X}) are not uses
};

// has_optional_form: npm 11 and later know ${VAR?}; before, "VAR?" is a name like any other.
Expansion expand(std::string_view text, const Lookup& lookup, bool has_optional_form = true);

}  // namespace e401::npm
