#include "npm/package_spec.h"

#include <gtest/gtest.h>

namespace e401::npm {
namespace {

using Type = PackageSpec::Type;

Type type_of(std::string_view text) {
  const std::optional<PackageSpec> spec = parse_spec(text);
  return spec ? spec->type : Type::none;  // none: npm throws
}

TEST(PackageSpec, NamesScopesAndVersions) {
  const PackageSpec spec = *parse_spec("@acme/widgets@^1.2.0");
  EXPECT_EQ(spec.type, Type::registry);
  EXPECT_EQ(spec.name, "@acme/widgets");
  EXPECT_EQ(spec.scope, "@acme");
  EXPECT_EQ(spec.wanted, "^1.2.0");
  EXPECT_EQ(spec.escaped_name(), "@acme%2fwidgets");
  EXPECT_EQ(parse_spec("left-pad")->wanted, "*");
  EXPECT_EQ(parse_spec("left-pad@")->wanted, "*");
  EXPECT_EQ(parse_spec("left-pad")->scope, "");
  EXPECT_EQ(parse_spec("left-pad@latest")->wanted, "latest");
  EXPECT_TRUE(parse_spec("")->empty());
}

TEST(PackageSpec, AnAliasAsksForItsInnerName) {
  const PackageSpec spec = *parse_spec("x@npm:@a/b@2");
  EXPECT_EQ(spec.type, Type::alias);
  EXPECT_EQ(spec.name, "x");
  EXPECT_EQ(spec.scope, "");
  EXPECT_EQ(spec.inner, "@a/b@2");
  EXPECT_EQ(spec.unaliased().name, "@a/b");
  EXPECT_EQ(spec.unaliased().scope, "@a");
  EXPECT_EQ(parse_spec("npm:@a/b")->unaliased().scope, "@a");
  EXPECT_EQ(parse_dependency("@o/x", "npm:b@1")->scope, "@o");
  EXPECT_FALSE(parse_spec("x@npm:npm:a"));
  EXPECT_FALSE(parse_spec("x@npm:user/repo"));
}

TEST(PackageSpec, WhatNeverReachesARegistry) {
  for (const char* git : {"user/repo", "github:u/r", "git+ssh://git@h.test/x/y", "git@github.com:u/r.git#semver:^1",
                          "https://github.com/u/r", "https://gitlab.com/a/b/c.git", "gist:abc", "@s/p@u/r#main",
                          "git+ssh://git@h.test:user/p.git#x", "foo@git://h/x"})
    EXPECT_EQ(type_of(git), Type::git) << git;
  for (const char* file : {"./x", "../x.tgz", "/abs", "~/x", "file:x", "foo.tgz", "@s/p@../x", "a/b/c"})
    EXPECT_EQ(type_of(file), Type::file) << file;
  for (const char* remote : {"https://h/x.tgz", "@s/p@https://h/x.tgz", "https://github.com/u/r/archive/x.tgz",
                             "https://gitlab.com/api/v4/projects/1/packages/npm/@s/p/-/@s/p-1.0.0.tgz"})
    EXPECT_EQ(type_of(remote), Type::remote) << remote;
  EXPECT_EQ(parse_spec("@s/p@https://h/x.tgz")->url, "https://h/x.tgz");
  EXPECT_EQ(parse_spec("@s/p@https://h/x.tgz")->scope, "@s");
}

TEST(PackageSpec, WhatNpmRefuses) {
  for (const char* bad : {"_x@1", ".x@1", "-x@1", "node_modules@1", "foo@a b", "@s/.p@1", "@s@1", "x@workspace:*",
                          "foo@%", "foo@< y", "u/r#a::b", "u/r#a::", "foo@1.2.3+"})
    EXPECT_FALSE(parse_spec(bad)) << bad;
  EXPECT_FALSE(parse_dependency("a b", "1"));
}

TEST(PackageSpec, RangesAreReadAsLooselyAsSemverReadsThem) {
  for (const char* range : {">=1 <2", "1 - 2", "~> 1.2", "^ 1", "1.x || >=2.5.0 || 5.0.0 - 7.2.3", "v1", "=v1.2.3",
                            "1.2.3beta", ">= 1 foo", "1||", "1.2.3-", "1.2.31.x"})
    EXPECT_EQ(parse_dependency("foo", range).value_or(PackageSpec{}).type, Type::registry) << range;
}

}  // namespace
}  // namespace e401::npm
