// user:password@ in a registry's address, which npm's configuration does not see and its HTTP layer sends.
#pragma once

#include <optional>
#include <string_view>

#include "npm/credentials.h"

namespace e401::npm {

// Goes out as Basic, not percent-decoded; each part may be empty.
Credential credential_of_userinfo(const Url& url);
// All that goes out with the request: the decision's credential, or that of the address itself, whose line is then the
// credential's, so that it is known whose secret it is.
std::optional<Credential> credential_sent(const Decision& decision, const Url& url, const Entry* line_of_address);
// The line that names this registry, of a scope or the default one; nullptr: npm's own default.
const Entry* line_of_registry(const Config& config, std::string_view registry);
Url without_userinfo(Url url);

}  // namespace e401::npm
