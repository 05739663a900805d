// package-lock.json and npm-shrinkwrap.json (lockfileVersion 1 to 3): what addresses they pin, with the place of each.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "npm/config.h"

namespace e401::npm {

// Views of the Lockfile's texts: there are thousands of packages, and most are looked at once.
struct LockedPackage {
  std::string_view path;  // "node_modules/@acme/widgets"
  std::string_view name;  // "@acme/widgets" ("name" member, else from the path)
  std::string_view version;
  std::string_view resolved;  // as written; "" none
  base::Span resolved_span;   // of the string with its quotes
  std::string_view integrity;
};

struct Lockfile {
  std::string path;
  std::vector<LockedPackage>
      packages;  // those with a resolved or a version, in file order; not the project itself ("")
  base::Place place(const LockedPackage& package) const;  // of `resolved`
  std::shared_ptr<const base::Source> source;
  std::shared_ptr<const std::deque<std::string>> composed;  // texts that do not stand in the source as they are
};

base::Result<Lockfile> parse_lockfile(std::string path, std::string text);

// where npm really fetches `resolved` from, given replace-registry-host and the default registry.
std::string effective_resolved(std::string_view resolved, std::string_view replace_registry_host,
                               std::string_view registry, const Version& npm);

}  // namespace e401::npm
