// What `token check` looks at: every credential that npm would send from here, with all that is known of it without
// asking anybody.
#pragma once

#include <vector>

#include "account/check.h"
#include "npm/credentials.h"

namespace e401::account {

struct CheckItem {
  Checked out;
  npm::Credential credential;
};
std::vector<CheckItem> credentials_used_here(const Session& session);

}  // namespace e401::account
