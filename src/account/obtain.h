// Where a new token comes from: a web page, a name and a password, or a person who has one. Nothing is stored here.
#pragma once

#include "account/killed_login.h"
#include "account/login.h"

namespace e401::account {

struct Obtained {
  base::Secret token;
  AuthType by = AuthType::token;
  std::string user_name = {};  // not "": the token is sent as the password of this user (Basic)
  // The registry made it for this login, and nobody else has it: of no use here, it must not live on.
  bool is_new = false;

  base::Secret authorization() const;  // the whole header value
  base::Secret value() const;          // what stands behind "Bearer " or "Basic "
};
// nullopt in the optional: the host does not have this flow (404 and its like).
base::Result<std::optional<Obtained>> token_by_web(const Session& session, const npm::Url& registry,
                                                   const LoginRequest& request, TokenOnItsWay& note);
base::Result<std::optional<Obtained>> token_by_password(const Session& session, const npm::Url& registry,
                                                        LoginRequest& request, TokenOnItsWay& note);
base::Result<Obtained> token_by_hand(const Session& session, const npm::Url& registry);

}  // namespace e401::account
