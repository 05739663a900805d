// What a request to a registry is about, read from its address: a package's document, a tarball, or one of the
// endpoints below /-/ (tokens, search, dist-tags), which are no packages however much their last part looks like a
// name.
#pragma once

#include <string>
#include <string_view>

namespace e401::npm {

struct RegistryPath {
  enum class Kind { package, tarball, endpoint };
  Kind kind = Kind::package;
  std::string name;  // "@acme/widgets"; "" where the path tells none
};

// path: of the address, the registry's own path included, percent-encoded or not.
RegistryPath registry_path(std::string_view path);

}  // namespace e401::npm
