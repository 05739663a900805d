// A login that is killed between a registry's answer and the npmrc leaves a token alive that nobody uses, and no name
// to find it by. So a note is kept, without a secret, for as long as a token may be on its way: which registry, and
// when. The next start finds it; a lock on it tells the note of a killed login from that of one that is still running.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "account/tokens.h"
#include "world/files.h"

namespace e401::account {

struct KilledLogin {
  std::string registry;
  std::int64_t at_s = 0;
};

// The notes of earlier runs. They are taken away: what they say is said once.
std::vector<KilledLogin> take_killed_logins(world::Files& files, const std::string& state_folder);

// Held by a login; whatever way it ends but a kill, the note goes.
class TokenOnItsWay {
 public:
  TokenOnItsWay(const Session& session, std::string registry) : session_(session), registry_(std::move(registry)) {}
  TokenOnItsWay(const TokenOnItsWay&) = delete;
  TokenOnItsWay& operator=(const TokenOnItsWay&) = delete;
  ~TokenOnItsWay() { none_came(); }

  void may_come();   // before a request that may be answered with one
  void none_came();  // after an answer without one

 private:
  const Session& session_;
  std::string registry_;
  std::string stem_;                          // of the note's and its lock's path
  std::unique_ptr<world::Files::Lock> lock_;  // held while there is a note
};

// The tokens of the registry's list that were made when the login was killed and are not the one in use now. Empty
// where the registry does not tell.
std::vector<ListedToken> left_by(const KilledLogin& killed, const Session& session, const TokenDesk& desk);

}  // namespace e401::account
