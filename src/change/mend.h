// `fix` as a whole: findings -> plan -> diff -> consent -> apply -> look again, at most twice; then the person's own
// command, if one was given; then what is gone, what remains, what was not proven.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "change/allow_credential.h"
#include "change/verify.h"
#include "findings/report.h"
#include "npm/config.h"
#include "policy/policies.h"
#include "policy/trusted_hosts.h"
#include "world/world.h"

namespace e401::change {

// What a diagnosis tells us; doctor makes it, cli hands it in.
struct Diagnosed {
  findings::Report report;
  npm::Config config;
  policy::TrustedHosts trusted;  // of the person's own configuration
  policy::Policies policies;     // the organisation's
};

struct Doors {
  std::function<Diagnosed()> diagnose;  // the first call: as things are; later calls: after files have changed
  FetchTarball fetch_tarball;
  std::function<void(const base::Secret&)> learn;  // must never be shown
};

struct MendOptions {
  bool dry_run = false;
  bool yes = false;
  bool all = false;
  std::string only;
  bool trust_project = false;
  std::optional<AllowCredential> allow;
  std::vector<std::string> command;  // run again when nothing is left; empty: none
  std::string state_folder;
  findings::TextStyle style;
};

enum class Ending {
  nothing_left,
  something_remains,
  not_proven,  // nothing is known to be wrong, but not all could be looked at
  refused,     // a consent that was needed was not given, or the files could not be changed
  usage,       // --allow-credential that names nothing
};

// Talks through the terminal; writes through apply() alone.
Ending mend(const world::World& world, const Doors& doors, const MendOptions& options);

}  // namespace e401::change
