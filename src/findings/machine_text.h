// What the renderings for machines share: paths relative to a folder, and JSON that may be shown on a terminal.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "findings/finding.h"

namespace e401::findings {

bool is_file(const Evidence& evidence);  // not "env:NAME", "cli", "log" or nothing

// The path below the folder, or nullopt where it lies elsewhere.
std::optional<std::string> below(const std::string& path, const std::string& folder);

// The same JSON, pure ASCII where a terminal could take it for orders: C1 controls and DEL, bidi and other invisible
// controls as
// \uNNNN, bytes that are no UTF-8 as \ufffd. (C0 controls are escaped in any JSON.)
std::string harmless_json(std::string_view json);

// "cannot be proved by a place in a file": "The variable NPM_TOKEN: not set." for each evidence that is no file.
std::string places_in_words(const Finding& finding);

}  // namespace e401::findings
