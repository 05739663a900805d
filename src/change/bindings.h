// What a change of an npmrc binds to which host, read off the bytes themselves: what the rule that proposed it says of
// it is not believed alone (TRUST 6).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "findings/finding.h"
#include "npm/config.h"
#include "policy/trusted_hosts.h"

namespace e401::change {

// "npm.acme.example:8443" of a key "//npm.acme.example:8443/npm/:_authToken", also of a malformed one; "" where there
// is none.
std::string host_of_key(std::string_view key);

// The hosts (with their ports) that anything but the project's files names: the person's own files, variables, the
// command line, npm's default.
std::vector<std::string> hosts_outside_project(const npm::Config& config);

// What the person has named, one way or the other.
struct KnownPlaces {
  std::vector<std::string> hosts;  // hosts_outside_project()
  policy::TrustedHosts trusted;    // of their own configuration
  bool names(std::string_view key) const;
};

// Every host (with its port) that a text names behind "//"; also of one in UTF-16.
std::vector<std::string> hosts_in(std::string_view text);

struct NamedText {
  std::string path, text;
  bool is_read = false;  // npm reads that file already: what moves out of it goes nowhere new
};

// A text before and after a change.
struct TextChange {
  std::string path;
  std::string before;  // "" where the file is new
  std::string after;
  std::vector<NamedText> others;  // of the same plan, as they were: lines may move from one to another
};

struct NewBinding {
  findings::Binding binding;
  // The very place (host and path) stood in the key of that line before, only misspelled, and no variable is read that
  // was not meant before: nothing that a person would be surprised by.
  bool was_meant = false;
};

// The credentials that npm finds in `after` and not in `before`, and those that now come from another variable.
std::vector<NewBinding> new_bindings(const TextChange& change, const KnownPlaces& known_places);

// "this sends the token of ~/.npmrc:3 to npm.acme.example:8443, which it did not before"
std::string words_for(const findings::Binding& binding);

}  // namespace e401::change
