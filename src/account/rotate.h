// `token rotate`: a new token in the place of the old one, in an order that leaves a working credential behind wherever
// it is killed: made, proven, written, proven as npm finds it, and only then the old one is revoked.
#pragma once

#include <string>
#include <vector>

#include "account/tokens.h"

namespace e401::account {

struct RotateRequest {
  RegistryAsked registry;
  NewToken wanted;  // what is not said here is taken over from the old one
  std::vector<std::string>
      writer;             // a command that is given the value on standard input; empty: the file it is read from
  bool keep_old = false;  // --keep-old
  OneTime otp;
};

struct Rotated {
  std::string where;                    // "~/.npmrc:3", or the writer
  std::string name;                     // of the new token, or its id
  bool keeps_names = true;              // false: what a killed run leaves cannot be told from other tokens there
  std::vector<std::string> tidied;      // what an earlier, interrupted run had left and is revoked now
  std::vector<std::string> still_left;  // what could not be revoked of that, and why
  bool old_revoked = false;
  std::string left_over;  // why the old one still lives; "" it does not
};

// What interrupted runs have left of the token in use: one that was made to follow it and never took its place, or its
// predecessor, not yet revoked. Pointers into `tokens`.
std::vector<const ListedToken*> left_by_killed_rotates(const std::vector<ListedToken>& tokens, const ListedToken& own);

// Error.code as desk_for(); "no-token" (a password is sent there), "not-listed", "elsewhere": the old one does not come
// from a file and there is no writer.
base::Result<Rotated> rotate(const Session& session, RotateRequest request);

}  // namespace e401::account
