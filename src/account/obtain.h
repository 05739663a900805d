// Where a new token comes from: a web page, a name and a password, or a person who has one. Nothing is stored here.
#pragma once

#include "account/login.h"

namespace e401::account {

struct Obtained {
  base::Secret token;
  AuthType by = AuthType::token;
};
// nullopt in the optional: the host does not have this flow (404 and its like).
base::Result<std::optional<base::Secret>> token_by_web(const Session& session, const npm::Url& registry,
                                                       const LoginRequest& request);
base::Result<std::optional<base::Secret>> token_by_password(const Session& session, const npm::Url& registry,
                                                            LoginRequest& request);
base::Result<base::Secret> token_by_hand(const Session& session, const npm::Url& registry);

}  // namespace e401::account
