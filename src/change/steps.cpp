#include "change/steps.h"

#include "base/digest.h"
#include "base/limits.h"

namespace e401::change {
namespace {

using base::fail;
using base::Result;
using Kind = JournalEntry::Kind;

bool is_there(const world::Files& files, const std::string& path) {
  const base::FileInfo info = files.info(path);
  return info.is_link || info.kind != base::FileInfo::Kind::missing;
}

std::unexpected<base::Error> changed_meanwhile(const std::string& path) {
  return fail("it was changed while e401 was about to change it", path, 0, "changed");
}

// What was taken out of its place must be what was judged.
Result<void> check_taken_out(const world::Files& files, const JournalEntry& entry) {
  TRY_AS(const auto old, hash_of(files, entry.temporary));
  if (old != entry.judged_sha256) return changed_meanwhile(entry.path);
  return {};
}

}  // namespace

Result<std::optional<std::string>> hash_of(const world::Files& files, const std::string& path) {
  const auto bytes = files.read(path, limits::changed_file_max_bytes);
  if (bytes) return base::sha256_hex(*bytes);
  if (bytes.error().code == "ENOENT") return std::nullopt;
  return std::unexpected(bytes.error());
}

Result<Stand> stand_of(const world::Files& files, const JournalEntry& entry) {
  TRY_AS(const auto target, hash_of(files, entry.path));
  TRY_AS(const auto temporary, hash_of(files, entry.temporary));
  switch (entry.kind) {
    case Kind::edit:
      // The old bytes lie beside it: places have been changed, whatever was written into the target since.
      if (temporary == entry.judged_sha256) return Stand::done;
      return target == entry.judged_sha256 && temporary == entry.new_sha256 ? Stand::pending : Stand::blocked;
    case Kind::create:
      if (target && (!temporary || target == entry.new_sha256)) return Stand::done;
      return !target && temporary == entry.new_sha256 ? Stand::pending : Stand::blocked;
    case Kind::remove:
      if (temporary == entry.judged_sha256) return Stand::done;
      return target == entry.judged_sha256 && !temporary ? Stand::pending : Stand::blocked;
  }
  return Stand::blocked;
}

Result<void> settle(world::Files& files, const JournalEntry& entry) {
  if (entry.kind == Kind::remove) {  // a move by link, whose second name is there and whose first is still there
    TRY_AS(const auto target, hash_of(files, entry.path));
    TRY_AS(const auto temporary, hash_of(files, entry.temporary));
    return target && target == temporary ? files.remove(entry.temporary) : Result<void>();
  }
  if (!is_there(files, entry.spare)) return {};
  if (is_there(files, entry.temporary)) return files.remove(entry.spare);
  return files.rename(entry.spare, entry.temporary);
}

Result<void> forward(world::Files& files, const JournalEntry& entry) {
  switch (entry.kind) {
    case Kind::edit:
      TRY(files.swap(entry.path, entry.temporary, entry.spare));
      return check_taken_out(files, entry);
    case Kind::create:
      return files.move(entry.temporary, entry.path);
    case Kind::remove:
      TRY(files.move(entry.path, entry.temporary));
      return check_taken_out(files, entry);
  }
  return {};
}

Result<bool> backward(world::Files& files, const JournalEntry& entry) {
  TRY_AS(const auto target, hash_of(files, entry.path));
  TRY_AS(const auto temporary, hash_of(files, entry.temporary));
  switch (entry.kind) {
    case Kind::edit:
      if (!temporary || temporary == entry.new_sha256) return target != entry.new_sha256;
      if (target != entry.new_sha256) return false;
      TRY(files.swap(entry.path, entry.temporary, entry.spare));
      return true;
    case Kind::create:
      if (temporary) {
        // Moved by a link whose other end was not taken away yet.
        if (target == entry.new_sha256) TRY(files.remove(entry.path));
        return true;
      }
      if (target != entry.new_sha256) return !target.has_value();
      TRY(files.move(entry.path, entry.temporary));
      return true;
    case Kind::remove:
      if (!temporary) return true;
      if (target) return target == temporary;
      TRY(files.move(entry.temporary, entry.path));
      return true;
  }
  return true;
}

Result<void> remove_if_there(world::Files& files, const std::string& path) {
  if (path.empty() || !is_there(files, path)) return {};
  const Result<void> removed = files.remove(path);
  return !removed && removed.error().code == "ENOENT" ? Result<void>() : removed;
}

}  // namespace e401::change
