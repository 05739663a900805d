// The two pieces that a web page takes part in: waiting for a person to be done there, and requests that want a
// one-time password.
#pragma once

#include <string>
#include <vector>

#include "account/session.h"
#include "base/secret.h"

namespace e401::account {

struct WebPages {
  int wait_ms = 0;                       // how long for a person, all polls together
  bool open_browser = true;              // else the address is only printed
  std::vector<std::string> other_hosts;  // hosts of login pages that the person named (--login-host)
};

// What a registry answered, checked: an address for the person and one to poll. Error.code "elsewhere" where one of
// them leads where it must not.
struct PagePair {
  npm::Url login;
  npm::Url done;
};
base::Result<PagePair> page_pair(const npm::Url& registry, const std::string& login_url, const std::string& done_url,
                                 const WebPages& pages);

// Shows the page and polls until the registry gives a token. authorization: sent with the polls, may be empty. note:
// told before each poll that a token may come, and after it that none came; nullptr: what comes is a one-time password.
class TokenOnItsWay;
base::Result<base::Secret> wait_for_token(const Session& session, const PagePair& pair,
                                          const base::Secret& authorization, const WebPages& pages,
                                          TokenOnItsWay* note);

// the request, and once more with a one-time password where the registry wants one: the given one, one from a web
// page, or one that a person types.
struct OneTime {
  base::Secret code;    // --otp; empty: none
  bool may_ask = true;  // false: a registry that wants one ends the request with "EOTP", and nobody is asked
  WebPages pages;
};
base::Result<world::HttpAnswer> ask_with_otp(const Session& session, const npm::Url& registry,
                                             world::HttpRequest request, OneTime& otp);

}  // namespace e401::account
