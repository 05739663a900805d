// The last gate before anything leaves the program: every secret that was met is known here, and no output passes
// without it. It is a second line of defence; the first is that no one puts a secret into a message.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret.h"

namespace e401::base {

class Redactor {
 public:
  // is_own_word: does the program use this word itself (in its messages, its codes)? Such a word is not hidden: it says
  // nothing about a secret, and a stranger who files one as his "token" would shred every message.
  explicit Redactor(std::function<bool(std::string_view)> is_own_word = {}) : is_own_word_(std::move(is_own_word)) {}

  // Values under limits::redact_min_chars are not replaced (they would shred ordinary words). A value is known in each
  // spelling that a writer of ours gives it: escaped for JSON, for annotations, for a terminal.
  void learn(const Secret& secret);
  void learn(std::string_view secret) { learn(Secret(std::string(secret))); }
  // A plain word ("sesame", "my-password") is replaced only where it stands alone, and not where it names a field of
  // JSON; everything else wherever it stands.
  std::string clean(std::string text) const;

 private:
  void add(std::string text);

  std::function<bool(std::string_view)> is_own_word_;
  std::vector<Secret> known_;  // longest first
};

// Masks by shape alone, for text whose secrets nobody told us (logs, server messages): user:password@ in URLs, bearer
// and basic headers, npm_/ghp_/glpat-/JWT shapes, UUIDs, values of _auth, _authToken, _password, token= in assignments
// and queries.
std::string mask_shapes(std::string_view text);

}  // namespace e401::base
