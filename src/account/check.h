// `token check`: every credential that this machine or project would use, and how long it will still do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "account/session.h"

namespace e401::account {

enum class State { alive, dead, unknown };
std::string_view name_of(State state);

struct Checked {
  std::string key, host, registry;  // registry: the address it was tried at
  std::string kind;   // "token", "basic", "password", "certificate"; "npm-access" and its like where the text tells;
                      // "none": its variable is not set
  std::string place;  // "~/.npmrc:3", "env:NPM_TOKEN"
  std::string file;   // "" where it comes from no file
  int line = 0;
  std::string variable;               // that its line names; "" none
  std::string fingerprint;            // "" for short values
  std::string called;                 // its name in the host's list of tokens
  std::optional<std::int64_t> age_s;  // since it was made, where the host tells; else of its file
  bool age_is_of_file = false;        // then it is no younger than it looks
  std::optional<std::int64_t> expires_s;
  std::string end_from;         // where expires_s is known from, for people
  bool end_is_of_file = false;  // reckoned from the file's date: likely, no proof
  std::string lifetime;         // in the vendor's words, where no date is known
  State state = State::unknown;
  std::string proof;                         // what was asked and what came back, or why nothing was asked
  std::optional<std::int64_t> last_proof_s;  // when it was last seen to be alive, by e401 on this machine
  std::string issuer;     // not "": the host's API at this address knows its end, and was not asked (--ask-issuer)
  std::string name;       // whose it is
  bool expiring = false;  // within what was asked for
};

struct CheckRequest {
  bool offline = false;
  bool trust_project = false;
  bool ask_issuer = false;  // also the host's own API beside the registry, to which npm sends nothing
  std::optional<std::int64_t> fail_if_expiring_s;
};

std::vector<Checked> check_credentials(const Session& session, const CheckRequest& request);

// "14d", "12h", "90m", "3600s", "14" (days)
std::optional<std::int64_t> duration_s(std::string_view text);

}  // namespace e401::account
