#include "lint/tree.h"

#include "base/limits.h"
#include "base/paths.h"

namespace e401::lint {
namespace {

using base::FileInfo;
using rules::Kept;

// From the root of the work tree.
std::string relative(const git::Checkout& checkout, const std::string& path) {
  return path.size() > checkout.root().size() ? path.substr(checkout.root().size() + 1) : std::string();
}

}  // namespace

const git::Checkout* Tree::checkout_of(const std::string& folder) {
  if (const auto known = of_folder_.find(folder); known != of_folder_.end()) return known->second;
  const git::Checkout* checkout = nullptr;
  auto looked = git::Checkout::find(files_, around_, folder);
  if (!looked) {
    skipped_.push_back({looked.error().file, looked.error().what, true});
  } else if (*looked) {
    const std::string root = (*looked)->root();
    checkout = &checkouts_.emplace(root, std::move(**looked)).first->second;
  }
  return of_folder_[folder] = checkout;
}

Kept Tree::kept_in(const git::Checkout* checkout, const std::string& path) const {
  if (!checkout) return Kept::no_repository;
  const std::string name = relative(*checkout, path);
  if (checkout->is_tracked(name)) return Kept::tracked;
  return checkout->is_ignored(name, false) ? Kept::ignored : Kept::not_ignored;
}

Kept Tree::kept(const std::string& path) {
  return kept_in(checkout_of(base::folder_of(path)), path);
}

std::optional<std::string> Tree::staged(const Found& file, std::string_view in_work_tree, std::size_t max_bytes) {
  const git::Checkout* const checkout = file.kept == Kept::tracked ? checkout_of(base::folder_of(file.path)) : nullptr;
  if (!checkout) return std::nullopt;
  return checkout->staged(relative(*checkout, file.path), in_work_tree, file.info, max_bytes);
}

void Tree::add_file(const std::string& path, const FileInfo& info, Kept kept) {
  if (full_) return;
  if (found.size() >= limits::lint_files_max) {
    full_ = true;
    skipped_.push_back(
        {path, "and all behind it: more than " + std::to_string(limits::lint_files_max) + " files", true});
    return;
  }
  found.push_back({path, kept, info});
}

void Tree::add(const std::string& path) {
  const FileInfo info = files_.info(path);
  if (info.kind == FileInfo::Kind::missing) {
    skipped_.push_back({path, "there is no such file", true});
  } else if (info.kind == FileInfo::Kind::file) {
    add_file(path, info, kept(path));
  } else if (info.kind == FileInfo::Kind::directory) {
    walk(checkout_of(path), path, 0);
  }
}

void Tree::walk(const git::Checkout* checkout, const std::string& folder, int depth) {
  const std::vector<std::string> names = files_.list(folder);
  if (names.size() >= limits::directory_entries_max)
    skipped_.push_back(
        {folder, "it has more than " + std::to_string(limits::directory_entries_max) + " entries", true});
  for (const std::string& name : names) {
    if (full_ || name == ".git") continue;
    const std::string path = base::in_folder(folder, name);
    const FileInfo info = files_.info(path);
    if (info.is_link) continue;  // what git keeps of it is where it points to
    if (info.kind == FileInfo::Kind::file) {
      const Kept kept = kept_in(checkout, path);
      if (kept != Kept::ignored) add_file(path, info, kept);
    } else if (info.kind == FileInfo::Kind::directory) {
      const bool has_tracked = checkout && checkout->has_tracked_below(relative(*checkout, path));
      if (!has_tracked &&
          (name == "node_modules" || (checkout && checkout->is_ignored(relative(*checkout, path), true))))
        continue;
      if (files_.info(path + "/.git").kind != FileInfo::Kind::missing) continue;
      if (depth >= limits::lint_depth_max)
        skipped_.push_back({path, "folders nested too deep", true});
      else
        walk(checkout, path, depth + 1);
    }
  }
}

}  // namespace e401::lint
