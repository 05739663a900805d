// The default layer: the option table's defaults, with what machine and environment decide filled in.
#pragma once

#include <string>
#include <vector>

#include "npm/field.h"

namespace e401::npm {

// where npm believes to be installed, before any setting.
std::string default_global_prefix(const Situation& situation);
std::vector<Property> default_properties(const FieldContext& context, const std::string& global_prefix);

}  // namespace e401::npm
