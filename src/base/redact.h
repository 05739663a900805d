// The last gate before anything leaves the program: every secret that was met is known here, and no output passes without it.
// It is a second line of defence; the first is that no one puts a secret into a message.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"

namespace e401::base {

class Redactor {
 public:
  // Values under limits::redact_min_chars are not replaced (they would shred ordinary words).
  void learn(const Secret& secret);
  void learn(std::string_view secret) { learn(Secret(std::string(secret))); }
  std::string clean(std::string text) const;

 private:
  std::vector<Secret> known_;  // longest first
};

// Masks by shape alone, for text whose secrets nobody told us (logs, server messages): user:password@ in URLs, bearer and basic
// headers, npm_/ghp_/glpat-/JWT shapes, UUIDs, values of _auth, _authToken, _password, token= in assignments and queries.
std::string mask_shapes(std::string_view text);

}  // namespace e401::base
