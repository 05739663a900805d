// Before a lockfile is pointed at another registry, one tarball of it is fetched from there and must be the very bytes
// that the lockfile's integrity promises.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "findings/finding.h"

namespace e401::change {

// The bytes behind an address, asked for as the client would. Error: why there are none, in words.
using FetchTarball = std::function<base::Result<std::string>(const std::string& url)>;

// Does one of the strongest hashes of a Subresource Integrity text ("sha512-... sha1-...") fit? Error.code "integrity".
base::Result<void> check_integrity(std::string_view bytes, std::string_view integrity);

// All that the fix names (bounded).
base::Result<void> verify_tarballs(const findings::Fix& fix, const FetchTarball& fetch);

}  // namespace e401::change
