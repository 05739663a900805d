// All policies that apply here, and the questions that are put to them: for one route, one credential, and for what an
// edit writes. All of them must hold. Pure but for finding the files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/secret.h"
#include "npm/config.h"
#include "policy/organisation.h"
#include "policy/user_config.h"

namespace e401::policy {

enum class About { registry, credential, expiry };

struct Breach {
  About about = About::registry;
  std::string sentence;  // "it allows no basic credential for nexus.acme.example": printable, without secrets
  base::Place rule;      // the policy's line
};

// A credential as it stands somewhere.
struct CredentialSeen {
  enum class Stands { user_file, project_file, elsewhere };  // elsewhere: a variable, the command line
  std::string key;  // "//npm.acme.example/:_authToken", "_auth"; for one inside of an address "//host/path/"
  Kind kind = Kind::token;
  Stands stands = Stands::user_file;
  bool is_literal = true;  // no ${VARIABLE} in it
  base::Secret value;      // empty: not known
};

// What a change makes of a file.
struct Written {
  std::string path;
  std::string before;  // "" for a new file
  std::string after;
};

class Policies {
 public:
  Policies() = default;
  Policies(std::vector<Policy> policies, const npm::Config& config, std::int64_t now_s);

  bool empty() const { return policies_.empty(); }
  const std::vector<Policy>& all() const { return policies_; }
  // The first thing that is not understood in one of them: then nothing can be said to be allowed.
  const Complaint* complaint() const;

  // A package of this scope ("@acme", "" none) from the registry at this address.
  std::vector<Breach> of_route(std::string_view scope, const npm::Url& registry) const;
  // The same for the address of a tarball: only host and port count, because registries keep tarballs at other paths.
  std::vector<Breach> of_tarball(std::string_view scope, const npm::Url& tarball) const;
  // nullopt: the key holds no credential. text: its value as npm reads it, before ${} is replaced.
  std::optional<CredentialSeen> credential_seen(std::string_view key, std::string_view text,
                                                CredentialSeen::Stands stands) const;
  std::vector<Breach> of_credential(const CredentialSeen& credential) const;
  CredentialSeen::Stands place_of_file(const std::string& path) const;
  // Every line of `after` that is not in `before`, judged alone: what was there before is not the change's fault.
  std::vector<Breach> of_change(const Written& written) const;
  // Why these changes must not be made: "the policy e401.yaml:12 forbids it: ..."; nullopt: they may.
  std::optional<std::string> objection_to(const std::vector<Written>& changes) const;

 private:
  std::vector<Breach> of_rc(const Written& written) const;
  std::vector<Breach> of_lockfile(const Written& written) const;
  std::vector<Breach> of_package_json(const Written& written) const;
  std::string expanded(std::string_view text) const;

  std::vector<Policy> policies_;
  npm::Config ground_;  // its situation and local prefix only
  std::int64_t now_s_ = 0;
};

// e401.yaml of the project and of the folders above it up to the one with .git, the file that the person's own
// configuration names, and those of the command line. Files that cannot be read are among them, with their complaint.
std::vector<Policy> find_policies(const npm::Config& config, const UserConfig& own,
                                  const std::vector<std::string>& named, const base::ReadFiles& files);

}  // namespace e401::policy
