// What npm itself blanks out (@npmcli/redact): decides which keys `npm config` calls private, and what its logs can no
// longer say. It is no protection for us (tokens of most hosts pass it): that is base::mask_shapes and base::Redactor.
#pragma once

#include <string>
#include <string_view>

namespace e401::npm {

// `redact`: the whole text as one URL, npm tokens, UUIDs.
std::string npm_redact(std::string_view text);
// `redactLog`: the same for each piece between white space and "=".
std::string npm_redact_log(std::string_view text);

}  // namespace e401::npm
