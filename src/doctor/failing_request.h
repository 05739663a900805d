// The request that the failing run's log shows as failed, as a concern that can be asked again.
#pragma once

#include <optional>
#include <string>

#include "rules/facts.h"

namespace e401::doctor {

// nullopt where the log does not tell, or tells of an address that no registry of the configuration explains. Where
// another request has to be asked in its place (the packument that names the tarball), it is marked as leading to it,
// and the log's answer is not its own.
std::optional<rules::Concern> failing_concern(const rules::Facts& facts);

// Where a file of the project, or the command line, names this dependency by its address; nullopt: nowhere.
struct DirectAddress {
  npm::PackageSpec spec;  // remote
  base::Place place;      // empty: the command line
};
std::optional<DirectAddress> direct_address(const rules::Facts& facts, const std::string& address);

}  // namespace e401::doctor
