// What rules look at when nothing has failed: the files of a checkout, who gets to see them, and the credentials that
// stand in them as they are. Gathered by lint/ without any request; a rule's `lint` is a predicate on this.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/secret.h"
#include "rules/facts.h"

namespace e401::rules {

// What git does with a file.
enum class Kept : std::uint8_t {
  tracked,        // in the index: in the history as soon as it is committed
  not_ignored,    // the next `git add .` takes it
  ignored,        // stays on this machine
  no_repository,  // no git work tree is around it
  elsewhere,      // outside of what was asked about: the person's own npmrc, the global one
};

struct LintedFile {
  std::string path;  // absolute
  Kept kept = Kept::no_repository;
  base::FileInfo info;
  std::shared_ptr<const npm::RcDocument> document;  // of an npmrc; nullptr: of another kind
};

// A credential that stands in a file as it is, not as a reference to a variable.
struct WrittenSecret {
  std::string file;
  int line = 0, column = 0;  // of the value, in bytes from 1
  Kept kept = Kept::no_repository;
  base::Secret value;
  std::string what;   // "npm access token", "password", "private key"
  std::string key;    // of an npmrc's line: "//host/:_authToken"; "" elsewhere
  std::string shown;  // the line, masked; "" where it is too long to be shown
  bool in_npmrc = false;
  bool is_staged = false;  // not on the disk (any more): in what `git add` took of the file; the line is that one's
  bool is_code = false;    // a file in which one writes ${NAME} or $NAME for a variable: a script, YAML, a Dockerfile
};

struct LintFacts {
  std::vector<Facts> projects;     // folders with a package.json or an npmrc of their own, as npm would start there
  std::vector<LintedFile> npmrcs;  // below the paths that were asked about, and those that npm reads for the projects
  std::vector<WrittenSecret> secrets;
  bool in_ci = false;          // secrets are often withheld from the step that lints
  bool other_clients = false;  // files of pnpm, Yarn or Bun lie there: an npmrc may hold their settings
  std::int64_t now_s = 0;
  std::size_t files = 0;  // that were looked into
};

}  // namespace e401::rules
