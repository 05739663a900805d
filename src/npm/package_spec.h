// Package specs as npm-package-arg reads them, as far as registries are concerned.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace e401::npm {

struct PackageSpec {
  enum class Type { none, registry, alias, remote, git, file };
  Type type = Type::none;
  std::string raw;
  std::string name;    // "@acme/widgets"; for an alias the outer name
  std::string scope;   // "@acme" or ""; for an alias that of the outer name
  std::string wanted;  // version, range or tag; "" and "*" are any
  std::string inner;   // alias: the inner spec ("@a/b@2")
  std::string url;     // remote
  bool empty() const { return type == Type::none; }
  PackageSpec unaliased() const;     // what pacote asks for: the inner spec of an alias, else itself
  std::string escaped_name() const;  // "@acme%2fwidgets"
};

// nullopt where npm-package-arg throws (EINVALIDPACKAGENAME and the like).
std::optional<PackageSpec> parse_spec(std::string_view text);
// name and the right side of a dependency ("^1.0.0", "npm:@a/b@2", "https://...", "file:..").
std::optional<PackageSpec> parse_dependency(std::string_view name, std::string_view wanted);

}  // namespace e401::npm
