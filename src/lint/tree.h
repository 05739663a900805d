// Which files lint looks into: what was named, and below folders whatever git tracks or does not ignore.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "findings/finding.h"
#include "git/checkout.h"
#include "rules/lint_facts.h"

namespace e401::lint {

struct Found {
  std::string path;  // absolute
  rules::Kept kept = rules::Kept::no_repository;
  base::FileInfo info;
};

class Tree {
 public:
  Tree(const base::ReadFiles& files, git::Surroundings around, std::vector<findings::Skipped>& skipped)
      : files_(files), around_(std::move(around)), skipped_(skipped) {}

  // A file, or a folder with all that lies below it; not into .git, node_modules (unless git tracks something there),
  // other repositories, or through links.
  void add(const std::string& path);
  // What git does with one file, whether or not it was added.
  rules::Kept kept(const std::string& path);
  // git::Checkout::staged of a file that was found.
  std::optional<std::string> staged(const Found& file, std::string_view in_work_tree, std::size_t max_bytes);
  bool is_in_repository(const std::string& folder) { return checkout_of(folder) != nullptr; }

  std::vector<Found> found;

 private:
  const git::Checkout* checkout_of(const std::string& folder);
  rules::Kept kept_in(const git::Checkout* checkout, const std::string& path) const;
  void add_file(const std::string& path, const base::FileInfo& info, rules::Kept kept);
  void walk(const git::Checkout* checkout, const std::string& folder, int depth);

  const base::ReadFiles& files_;
  git::Surroundings around_;
  std::vector<findings::Skipped>& skipped_;
  std::map<std::string, git::Checkout> checkouts_;  // by root
  std::map<std::string, const git::Checkout*> of_folder_;
  bool full_ = false;
};

}  // namespace e401::lint
