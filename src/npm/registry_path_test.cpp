#include "npm/registry_path.h"

#include <gtest/gtest.h>

namespace e401::npm {
namespace {

using Kind = RegistryPath::Kind;

TEST(RegistryPath, tells_packages_tarballs_and_endpoints_apart) {
  struct Case {
    std::string path;
    Kind kind;
    std::string name;
  };
  const Case cases[] = {
      {"/left-pad", Kind::package, "left-pad"},
      {"/@acme%2fwidgets", Kind::package, "@acme/widgets"},
      {"/repository/npm/@acme/widgets", Kind::package, "@acme/widgets"},
      {"/left-pad/-rev/1-abc", Kind::package, "left-pad"},
      {"/left-pad/-/left-pad-1.0.0.tgz", Kind::tarball, "left-pad"},
      {"/npm/-/npm-10.0.0.tgz", Kind::tarball, "npm"},
      {"/left-pad/-/left-pad-1.0.0.tgz/-rev/1-abc", Kind::tarball, "left-pad"},
      {"/api/v4/projects/1/packages/npm/@acme/ui/-/@acme/ui-1.0.0.tgz", Kind::tarball, "@acme/ui"},
      {"/download/@acme/widgets/1.0.0/0123abcd", Kind::tarball, "@acme/widgets"},
      {"/acme/secret-lib/archive/refs/heads/main.tar.gz", Kind::tarball, ""},
      {"/-/npm/v1/tokens", Kind::endpoint, ""},
      {"/-/v1/search", Kind::endpoint, ""},
      {"/repository/npm/-/v1/search", Kind::endpoint, ""},
      {"/-/whoami", Kind::endpoint, ""},
      {"/-/user/org.couchdb.user:alice", Kind::endpoint, ""},
      {"/-/package/acme-lib/dist-tags/beta", Kind::endpoint, "acme-lib"},
      {"/-/package/@acme%2fui/dist-tags", Kind::endpoint, "@acme/ui"},
      {"/api/v4/groups/9/-/packages/npm/@acme%2fui", Kind::package, "@acme/ui"},
      {"/api/v4/groups/9/-/packages/npm/-/whoami", Kind::endpoint, ""},
      {"/-/npm/v1/security/advisories/bulk", Kind::endpoint, ""},
      {"/", Kind::package, ""},
  };
  for (const Case& c : cases) {
    const RegistryPath seen = registry_path(c.path);
    EXPECT_EQ(seen.kind, c.kind) << c.path;
    EXPECT_EQ(seen.name, c.name) << c.path;
  }
}

}  // namespace
}  // namespace e401::npm
