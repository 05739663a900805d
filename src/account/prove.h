// Is a credential alive? Asked with GET at the one place where it would be used; a user name and password by one
// request only, whatever comes back (TRUST 3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "account/session.h"
#include "base/secret.h"

namespace e401::account {

struct Proof {
  enum class Kind { accepted, refused, unproven } kind = Kind::unproven;
  std::string name;                       // whose it is, where the host says so
  std::string words;                      // what was asked and what came back, for people
  std::optional<std::int64_t> expires_s;  // where the answer tells it: GitHub's header, cnpm's whoami
  bool host_is_silent = false;            // no answer at all: asking it once more would cost as long
  bool alive() const { return kind == Kind::accepted; }
};

// authorization: the whole header value. certfile, keyfile: of a client certificate, "" for none.
Proof prove(const Session& session, const std::string& registry, const base::Secret& authorization);
Proof prove_token(const Session& session, const std::string& registry, const base::Secret& token);

}  // namespace e401::account
