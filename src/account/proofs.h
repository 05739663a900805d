// When a credential was last seen to be alive, remembered between runs: its key, a digest and a time, nothing that
// could be used. What cannot be read or written is forgotten: nothing depends on it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "world/files.h"

namespace e401::account {

class Proofs {
 public:
  // state_folder: e401's own; "" nothing is remembered.
  Proofs(world::Files& files, std::string state_folder);
  Proofs(const Proofs&) = delete;
  Proofs& operator=(const Proofs&) = delete;

  // fingerprint: npm::Credential's; nothing is remembered where that is "" (TRUST 5).
  void note(const std::string& key, const std::string& fingerprint, std::int64_t now_s);
  std::optional<std::int64_t> last(const std::string& key, const std::string& fingerprint) const;
  void keep();  // writes what was noted

 private:
  world::Files& files_;
  std::string folder_;
  std::map<std::string, std::int64_t> times_s_;  // by fingerprint and key
  bool has_news_ = false;
};

}  // namespace e401::account
