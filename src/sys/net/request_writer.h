// The bytes of a request. They hold credentials, so they stay in a Secret.
#pragma once

#include "npm/url.h"
#include "sys/net/failure.h"

namespace e401::sys {

// Fails with Trouble::bad_request, and nothing is to be sent, where a header has a line break or anything else that no
// header may hold: a token with a line break must not become a second header.
Attempt<base::Secret> write_request(const world::HttpRequest& request, const npm::Url& url, bool through_http_proxy);
Attempt<base::Secret> write_connect(const world::HttpRequest& request, const npm::Url& url);

std::uint16_t port_of(const npm::Url& url);

}  // namespace e401::sys
