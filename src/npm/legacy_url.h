// URL options as npm 11 and older take them: node's old url.parse(), which accepts much that is no URL ("host:4873/x"
// is a URL with the scheme "host:") and refuses what has no host.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace e401::npm {

// url.parse(text).href, nullopt where url.parse finds no host. (Where it throws, npm dies; here it counts as no host.)
std::optional<std::string> legacy_url_href(std::string_view text);

}  // namespace e401::npm
