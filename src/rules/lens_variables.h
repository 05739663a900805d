// What the rules about ${VARIABLES} ask alike: which references of the credentials and registries in play came to
// nothing, and which variable that is set was probably meant.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/lens_keys.h"

namespace e401::rules {

// The first variable of the entry that is not set, and whose text therefore went out as it stands ("${X}"), or as
// nothing ("${X?}").
const npm::VariableUse* unset_variable(const npm::Entry& entry);
const npm::VariableUse* empty_variable(const npm::Entry& entry);

// An entry that npm would look at for the request (its key covers it, or is the exact one) and that is empty because of
// a variable.
struct Drained {
  const npm::Entry* entry = nullptr;
  std::string variable;
  bool set = false;  // set and empty; else the unset variable of "${X?}"
};
std::optional<Drained> drained_by_variable(const Facts& facts, const Concern& c, const std::vector<Meant>& meant);

// A variable that is set, not empty, named much like it, and whose value does not belong to another vendor's host; ""
// none.
std::string similar_variable(const Facts& facts, std::string_view name, const Concern* c);
// Variables in which people keep npm tokens, and whose values fit the host that is asked; surest first.
std::vector<std::string> token_variables_for(const Facts& facts, const Concern& c);
bool value_fits(const Concern& c, const std::string& value);

// A name that CI providers and guides use for an npm token (NPM_TOKEN, NODE_AUTH_TOKEN, CI_JOB_TOKEN, ...).
bool is_conventional_variable(std::string_view name);
// The name that was most likely meant by a misspelt one: set here, conventional, or one of `others`; "" none is near.
std::string misspelt_for(const Facts& facts, std::string_view name, const std::vector<std::string>& others);

// "export NAME=...", and where a CI provider keeps its secrets.
std::vector<std::string> commands_to_set(const Facts& facts, std::string_view name, std::string_view same_as);
std::string where_to_set(const Facts& facts, std::string_view name);

}  // namespace e401::rules
