// `logout`: the credential is revoked where it was issued, then exactly it goes from the file it came from.
#pragma once

#include <string>
#include <vector>

#include "account/session.h"

namespace e401::account {

struct LogoutRequest {
  std::string registry;
  bool registry_is_given = false;
  bool trust_project = false;
  bool only_local = false;  // --local: nothing is revoked
};

struct LogoutDone {
  std::string registry;
  std::vector<std::string> removed;  // "~/.npmrc:3: //host/:_authToken"
  bool revoked = false;
  std::vector<std::string> notes;  // what it did not do, and why, in whole sentences
};

// Error.code: "none" (there is nothing to log out of), "elsewhere" (it comes from the environment or the command line:
// nothing was revoked or removed), "untrusted".
base::Result<LogoutDone> logout(const Session& session, const LogoutRequest& request);

// Ends a token that a login gave, where it was made. false: the registry has no such way, or takes it all the same.
bool end_token_of_login(const Session& session, const npm::Url& registry, const base::Secret& token);

}  // namespace e401::account
