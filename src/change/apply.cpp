// What may be changed at all is decided here, before anything is written; transaction.cpp does the writing.
#include "change/apply.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/digest.h"
#include "base/edit.h"
#include "base/limits.h"
#include "base/paths.h"
#include "change/transaction.h"
#include "npm/rc_document.h"

namespace e401::change {
namespace {

using base::fail;
using base::Result;
using findings::FileChange;
using Kind = FileChange::Kind;

// A text in which something would have to be masked.
bool holds_secret(std::string_view text) {
  const base::Source source("", std::string(text));
  for (std::size_t n = 1; n <= source.line_count(); ++n)
    if (npm::shown_rc_line(source.line(n)) != source.line(n)) return true;
  return false;
}

class Preparation {
 public:
  Preparation(const world::Files& files, const ApplyOptions& options) : files_(files), options_(options) {}

  Result<void> add(const FileChange& change) {
    if (stagings_.size() >= limits::files_changed_max)
      return fail(fmt::format("more than {} files would change", limits::files_changed_max), change.path);
    switch (change.kind) {
      case Kind::edit:
        return add_edit(change);
      case Kind::create:
        return add_create(change.path, change.content.reveal(), change.mode);
      case Kind::remove: {
        TRY_AS(const std::string bytes, judged_bytes(change));
        return add_remove(change.path, bytes);
      }
      case Kind::rename: {
        // Made of the other two, so that a file that others may read does not become an npmrc that they may read.
        TRY_AS(const std::string bytes, judged_bytes(change));
        TRY(add_create(change.new_path, bytes, files_.info(change.path).mode));
        return add_remove(change.path, bytes);
      }
    }
    return {};
  }

  std::vector<Staging> take() { return std::move(stagings_); }
  // Files of which only the mode changes, with the new one.
  const std::vector<std::pair<std::string, std::uint32_t>>& restricted() const { return restricted_; }

 private:
  Result<std::string> judged_bytes(const FileChange& change) const {
    const base::FileInfo info = files_.info(change.path);
    if (info.kind == base::FileInfo::Kind::missing) return fail("it is not there any more", change.path, 0, "changed");
    if (info.kind != base::FileInfo::Kind::file) return fail("it is no regular file", change.path, 0, "kind");
    if (!info.owned_by_us)
      return fail(fmt::format("it belongs to another user (uid {}); run e401 as that user", info.owner), change.path, 0,
                  "owner");
    if (info.is_link && change.kind != Kind::edit)
      return fail("it is a link; rename or remove it yourself", change.path, 0, "kind");
    TRY(check_link(change.path));
    TRY_AS(std::string bytes, files_.read(change.path, limits::changed_file_max_bytes));
    if (base::sha256_hex(bytes) != change.judged_sha256)
      return fail("it has changed since it was judged; nothing was changed, start again", change.path, 0, "changed");
    return bytes;
  }

  // A cloned project may bring links; one that leads out of it would let a stranger choose which of our files is
  // changed.
  Result<void> check_link(const std::string& path) const {
    const std::string project = files_.real_path(options_.project_folder);
    const bool named_in_project = base::lies_below(path, options_.project_folder) || base::lies_below(path, project);
    const std::string target = files_.real_path(path);
    if (options_.trust_project || !named_in_project || base::lies_below(target, project)) return {};
    return fail(
        "it is a link of this project that leads to " + target + ", outside of it (--trust-project allows this)", path,
        0, "linked-out");
  }

  Result<void> add_edit(const FileChange& change) {
    TRY_AS(std::string old, judged_bytes(change));
    std::vector<base::TextEdit> edits;
    for (const FileChange::Edit& e : change.edits) edits.push_back({e.span, e.replacement.reveal()});
    auto bytes = base::apply_edits(old, std::move(edits));
    if (!bytes) return fail(bytes.error().what, change.path, 0, bytes.error().code);
    const std::uint32_t old_mode = files_.info(change.path).mode;
    const bool is_private = change.owner_only || (!holds_secret(old) && holds_secret(*bytes));
    const std::uint32_t mode = is_private ? base::without_others(old_mode) : old_mode;
    if (*bytes == old) {
      if (mode != old_mode) restricted_.emplace_back(change.path, mode);
      return {};
    }
    Staging s;
    s.entry.kind = JournalEntry::Kind::edit;
    s.entry.judged_sha256 = change.judged_sha256;
    s.entry.new_sha256 = base::sha256_hex(*bytes);
    s.old_bytes = std::move(old);
    s.new_bytes = std::move(*bytes);
    s.mode = mode;
    return place(std::move(s), files_.real_path(change.path), change.path);
  }

  Result<void> add_create(const std::string& path, const std::string& bytes, std::uint32_t mode) {
    const base::FileInfo info = files_.info(path);
    if (info.is_link && info.kind == base::FileInfo::Kind::missing)
      return fail("it is a link that leads nowhere", path, 0, "kind");
    if (info.kind != base::FileInfo::Kind::missing)
      return fail("it is there by now; nothing was changed, start again", path, 0, "changed");
    const base::FileInfo folder = files_.info(base::folder_of(path));
    if (folder.kind != base::FileInfo::Kind::directory)
      return fail("cannot create it: its folder is not there", path, 0, "ENOENT");
    if (!folder.owned_by_us && (folder.mode & 022) == 0)
      return fail(fmt::format("cannot create it: its folder belongs to another user (uid {})", folder.owner), path, 0,
                  "owner");
    const std::string target = files_.real_path(base::folder_of(path)) + path.substr(path.rfind('/'));
    Staging s;
    s.entry.kind = JournalEntry::Kind::create;
    s.entry.new_sha256 = base::sha256_hex(bytes);
    s.new_bytes = bytes;
    s.mode = holds_secret(bytes) ? base::without_others(mode) : mode;
    return place(std::move(s), target, path);
  }

  Result<void> add_remove(const std::string& path, const std::string& bytes) {
    Staging s;
    s.entry.kind = JournalEntry::Kind::remove;
    s.entry.judged_sha256 = base::sha256_hex(bytes);
    s.old_bytes = bytes;
    return place(std::move(s), files_.real_path(path), path);
  }

  Result<void> place(Staging s, const std::string& target, const std::string& shown) {
    if (!targets_.insert(target).second) return fail("two changes of one file", shown, 0, "twice");
    const std::string name = target.substr(target.rfind('/') + 1);
    const std::string folder = target.substr(0, target.rfind('/') + 1);
    const std::string token = base::sha256_hex(fmt::format("{}\n{}", target, options_.now_s));
    std::size_t at = 0;
    const auto free_name = [&] {
      std::string path;
      do {
        path = folder + world::temporary_name(name, token.substr(at, 8));
        at += 8;
      } while (at < token.size() && files_.info(path).kind != base::FileInfo::Kind::missing);
      return path;
    };
    s.entry.path = target;
    s.entry.temporary = free_name();
    s.entry.spare = free_name();
    stagings_.push_back(std::move(s));
    return {};
  }

  const world::Files& files_;
  const ApplyOptions& options_;
  std::vector<Staging> stagings_;
  std::vector<std::pair<std::string, std::uint32_t>> restricted_;
  std::set<std::string> targets_;
};

}  // namespace

Result<Applied> apply(world::Files& files, const std::vector<FileChange>& changes, const ApplyOptions& options) {
  Preparation preparation(files, options);
  for (const FileChange& change : changes) TRY(preparation.add(change));
  std::vector<Staging> stagings = preparation.take();
  if (stagings.empty() && preparation.restricted().empty()) return Applied{};
  TRY_AS(const std::unique_ptr<Transaction> transaction,
         Transaction::begin(files, options.state_folder, options.now_s));
  // One call each, that takes rights away and adds none: nothing to undo, whatever comes after it.
  for (const auto& [path, mode] : preparation.restricted()) TRY(files.restrict_mode(path, mode));
  for (Staging& s : stagings)
    if (s.entry.kind != JournalEntry::Kind::create)
      s.entry.backup = transaction->backups().next_name(files, s.entry.path, options.now_s);
  Applied applied;
  for (const FileChange& change : changes) {
    AppliedFile file{change.kind, change.path, {}};
    const std::string target = files.real_path(change.path);
    for (const Staging& s : stagings)
      if (s.entry.path == target) file.backup = s.entry.backup;
    applied.files.push_back(std::move(file));
  }
  if (stagings.empty()) return applied;
  TRY_AS(applied.trouble, transaction->run(std::move(stagings)));
  return applied;
}

Result<Recovered> recover(world::Files& files, const std::string& state_folder, std::int64_t now_s) {
  if (!Transaction::is_needed(files, state_folder)) return Recovered{};
  TRY_AS(const std::unique_ptr<Transaction> transaction, Transaction::begin(files, state_folder, now_s));
  return transaction->recovered();
}

bool is_interrupted(const world::Files& files, const std::string& state_folder) {
  return Transaction::is_needed(files, state_folder);
}

}  // namespace e401::change
