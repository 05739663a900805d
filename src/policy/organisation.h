// The organisation's file, e401.yaml: which registries a package may come from, which credentials may be used and how
// they may be kept, how long before their end they are to be renewed (docs/POLICY.md has the format with an example).
//
// It only ever forbids. A project may bring one, and a stranger may have written it: nothing in it lets a credential go
// where it would not go without it. Where several apply (the project's, those of the folders above it, the person's,
// one named on the command line) all of them hold.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "npm/config.h"
#include "policy/trusted_hosts.h"
#include "policy/yaml.h"

namespace e401::policy {

enum class Kind { token, basic, certificate };
std::string_view name_of(Kind kind);

// Where a secret may stand as itself, instead of a ${VARIABLE}.
enum class Literals { anywhere, user_files, nowhere };

// One term with the place that says it.
template <class T>
struct Term {
  T value;
  base::Place place;
};

struct Terms {
  std::optional<Term<std::vector<Kind>>> kinds;
  std::optional<Term<Literals>> literals;
  std::optional<Term<std::vector<std::string>>> token_prefixes;
  std::optional<Term<int>> minimum_days_left;
};

struct HostTerms {
  TrustedPlace where;
  Terms terms;
};

struct AllowedRegistry {
  TrustedPlace where;
  std::string shown;       // as written
  bool is_public = false;  // the word "public"
};

struct RegistryRule {
  std::string scope;  // "@acme"; "" every package that no other rule is for
  std::vector<AllowedRegistry> allowed;
  base::Place place;
};

struct Policy {
  std::string path;
  std::shared_ptr<const base::Source> source;
  std::vector<RegistryRule> registries;
  Terms credentials;                  // of every host
  std::vector<HostTerms> hosts;       // of some: what they say replaces the same term of `credentials`
  std::vector<Complaint> complaints;  // not empty: it is not understood, so nothing can be said to be allowed

  const RegistryRule* rule_for(std::string_view scope) const;  // nullptr: anything is allowed
  Terms terms_for_key(std::string_view key) const;             // "//npm.acme.example/:_authToken", "_authToken"
};

Policy parse_policy(std::shared_ptr<const base::Source> source);

}  // namespace e401::policy
