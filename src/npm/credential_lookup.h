// Pieces of the credential look-ups that more than one file needs (private to npm/).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "npm/credentials.h"

namespace e401::npm {

// "//h/path/:_authToken" -> {"//h/path/", "_authToken"}; a key without a colon has an empty prefix.
struct CredentialKey {
  std::string_view prefix;
  std::string_view field;
};
CredentialKey split_credential_key(std::string_view key);

// All candidates but the one that was sent, with the reason (considered.cpp).
std::vector<Considered> considered_for(const Config& config, const Url& request, const Decision& decision);

}  // namespace e401::npm
