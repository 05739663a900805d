// The root certificates that e401 brings along (Mozilla's list as Debian packs it, taken in when e401 is built),
// because a bare machine has none and because Node does not look at the machine's either.
#pragma once

#include <vector>

#include "sys/net/openssl_ptr.h"

namespace e401::sys {

// Those of the bundled roots whose subject is this name: one, seldom two. Only these are parsed, so that TLS does not
// begin with a hundred and forty certificates of which one is wanted.
std::vector<OpenSslPtr<X509>> bundled_roots(const X509_NAME* subject);
std::size_t bundled_roots_count();
// All, for tests.
std::vector<OpenSslPtr<X509>> all_bundled_roots();

}  // namespace e401::sys
