// The secrets of URLs in a text, masked: passwords, and parameters like ?token=. Secrets by shape alone are
// base::mask_shapes' part; shown_url() does both.
#pragma once

#include <string>
#include <string_view>

namespace e401::npm {

std::string without_url_secrets(std::string_view text);

}  // namespace e401::npm
