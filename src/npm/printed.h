// Configuration as it is printed: npm's own way, and where it comes from.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "npm/config.h"

namespace e401::npm {

// What npm's display does to a text on its way to stdout: control characters as ^X, tokens that it knows by shape
// blanked out.
std::string printed_config_text(std::string_view text);

// Where a key's value comes from, as members of the JSON object that is being written: source (the layer), file, line,
// column, and `hides`: the same of every line that it takes the place of.
void write_provenance(base::JsonWriter& out, const Config& config, std::string_view key);

}  // namespace e401::npm
