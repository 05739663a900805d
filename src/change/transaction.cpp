// The order of things is what makes a kill harmless:
//   1. journal "prepare" names every temporary file before it exists;
//   2. temporaries (new bytes, beside their targets) and backups are made whole and brought to the disk;
//   3. the targets are read once more: still as judged?
//   4. journal "commit": from here on the change is made, by us or by whoever starts next;
//   5. the targets change places with their temporaries, one by one; what comes out must be what was judged, else
//      all of them change back (journal "undo");
//   6. journal "done", the temporaries (old bytes now) go, the journal goes.
// Killed before 4: nothing has changed. After 4: recover() goes on at 5, or undoes where someone wrote into a target
// that had not changed yet. Bytes that nobody else has are never removed: they become a backup.
#include "change/transaction.h"

#include <algorithm>

#include "base/limits.h"
#include "change/steps.h"

namespace e401::change {
namespace {

using base::fail;
using base::Result;
using Kind = JournalEntry::Kind;
using State = Journal::State;

constexpr std::string_view lock_name = "/lock";

// Temporaries of the state folder's own files, left by a kill: names that no file of ours keeps.
std::vector<std::string> leftovers(const world::Files& files, const std::string& folder) {
  std::vector<std::string> out;
  for (const std::string& name : files.list(folder))
    if (world::is_temporary_of(name, "journal.json")) out.push_back(folder + "/" + name);
  return out;
}

bool is_there(const world::Files& files, const std::string& path) {
  return files.info(path).kind != base::FileInfo::Kind::missing;
}

}  // namespace

bool Transaction::is_needed(const world::Files& files, const std::string& state_folder) {
  return is_there(files, state_folder + "/journal.json") || !leftovers(files, state_folder).empty();
}

Result<std::unique_ptr<Transaction>> Transaction::begin(world::Files& files, const std::string& state_folder,
                                                        std::int64_t now_s) {
  std::unique_ptr<Transaction> t(new Transaction(files, state_folder, now_s));
  TRY(files.make_directories(state_folder, 0700));
  if (!files.info(state_folder).owned_by_us)
    return fail("it belongs to someone else, so no backups are kept there", state_folder, 0, "owner");
  TRY(files.restrict_mode(state_folder, 0700));
  auto lock = files.try_lock(state_folder + std::string(lock_name));
  if (!lock && lock.error().code == "busy")
    return fail("another e401 is changing files at this moment; nothing was changed", state_folder, 0, "busy");
  if (!lock) return std::unexpected(lock.error());
  t->lock_ = std::move(*lock);
  TRY(t->recover());
  return t;
}

Result<void> Transaction::write(State state) {
  journal_.state = state;
  return files_.replace(journal_path(), journal_text(journal_), 0600);
}

Result<void> Transaction::prepare(const std::vector<Staging>& stagings) {
  for (const Staging& s : stagings) {
    const JournalEntry& e = s.entry;
    if (e.kind != Kind::remove) TRY(files_.stage(e.temporary, s.new_bytes, s.mode, e.kind == Kind::edit ? e.path : ""));
    if (e.kind != Kind::create) TRY(backups_.keep(files_, e.backup, s.old_bytes));
  }
  for (const JournalEntry& e : journal_.entries) {
    TRY_AS(const Stand stand, stand_of(files_, e));
    if (stand != Stand::pending) return fail("it was changed while e401 was about to change it", e.path, 0, "changed");
  }
  return {};
}

Result<void> Transaction::commit() {
  for (const JournalEntry& e : journal_.entries) TRY(forward(files_, e));
  return {};
}

Result<void> Transaction::undo() {
  // Only for the reader of the journal: one that still says "commit" is finished or undone just the same.
  if (!write(State::undo)) journal_.state = State::undo;
  for (auto e = journal_.entries.rbegin(); e != journal_.entries.rend(); ++e) {
    TRY(settle(files_, *e));
    TRY_AS(const bool is_back, backward(files_, *e));
    if (!is_back) recovered_.conflicts.push_back(e->path);
    TRY(save_foreign_bytes(*e));
  }
  return {};
}

// An editor's bytes that were taken out of a target which has been written again since: they exist nowhere else.
Result<void> Transaction::save_foreign_bytes(const JournalEntry& entry) {
  const auto bytes = files_.read(entry.temporary, limits::changed_file_max_bytes);
  if (!bytes) return bytes.error().code == "ENOENT" ? Result<void>() : std::unexpected(bytes.error());
  TRY_AS(const auto hash, hash_of(files_, entry.temporary));
  if (hash == entry.judged_sha256 || hash == entry.new_sha256) return {};
  return backups_.keep(files_, backups_.next_name(files_, entry.path, now_s_), *bytes);
}

Result<void> Transaction::forget(bool keep_backups) {
  for (const JournalEntry& e : journal_.entries) {
    TRY(remove_if_there(files_, e.spare));
    TRY(remove_if_there(files_, e.temporary));
    const bool is_ours = e.backup.starts_with(backups_.folder() + "/");
    if (!keep_backups && is_ours) TRY(remove_if_there(files_, e.backup));
  }
  TRY(remove_if_there(files_, journal_path()));
  journal_ = {};
  return {};
}

Result<void> Transaction::sweep() {
  for (const std::string& path : leftovers(files_, folder_)) TRY(remove_if_there(files_, path));
  return {};
}

Result<void> Transaction::recover() {
  TRY(sweep());
  const auto text = files_.read(journal_path(), limits::journal_max_bytes);
  if (!text) return text.error().code == "ENOENT" ? Result<void>() : std::unexpected(text.error());
  TRY_AS(journal_, parse_journal(*text, journal_path()));
  for (const JournalEntry& e : journal_.entries) recovered_.files.push_back(e.path);
  if (journal_.state == State::commit) {
    bool blocked = false;
    for (const JournalEntry& e : journal_.entries) {
      TRY(settle(files_, e));
      TRY_AS(const Stand stand, stand_of(files_, e));
      blocked = blocked || stand == Stand::blocked;
    }
    for (const JournalEntry& e : journal_.entries) {
      if (blocked) break;
      TRY_AS(const Stand stand, stand_of(files_, e));
      if (stand == Stand::pending) blocked = !forward(files_, e);
    }
    if (!blocked) TRY(write(State::done));
  }
  if (journal_.state == State::done) {
    recovered_.outcome = Recovered::Outcome::finished;
    return forget(true);
  }
  if (journal_.state != State::prepare) TRY(undo());
  const bool conflicts = !recovered_.conflicts.empty();
  recovered_.outcome = conflicts ? Recovered::Outcome::conflicts : Recovered::Outcome::undone;
  return forget(conflicts);
}

std::unexpected<base::Error> Transaction::give_up(base::Error why) {
  if (journal_.state == State::commit) {
    recovered_ = {};
    if (const Result<void> undone = undo(); !undone) {
      why.what += "; and it could not be undone (" + undone.error().text() + "): the next `e401 fix` tries again";
      return std::unexpected(std::move(why));
    }
    for (const std::string& path : recovered_.conflicts)
      why.what += "; " + path + " was written by someone else meanwhile and stays so";
  }
  if (const Result<void> tidied = forget(!recovered_.conflicts.empty()); !tidied)
    why.what +=
        "; and temporary files could not be removed (" + tidied.error().text() + "): the next `e401 fix` does so";
  return std::unexpected(std::move(why));
}

Result<std::string> Transaction::run(std::vector<Staging> stagings) {
  journal_ = {};
  recovered_ = {};
  for (const Staging& s : stagings) journal_.entries.push_back(s.entry);
  if (const Result<void> written = write(State::prepare); !written) return give_up(written.error());
  if (const Result<void> prepared = prepare(stagings); !prepared) return give_up(prepared.error());
  if (const Result<void> written = write(State::commit); !written) {
    journal_.state = State::commit;  // the rename may have happened: undo() is right either way
    return give_up(written.error());
  }
  if (const Result<void> committed = commit(); !committed) return give_up(committed.error());
  std::string trouble;
  const auto note = [&](const Result<void>& done) {
    if (!done && trouble.empty()) trouble = done.error().text();
  };
  std::vector<std::string> paths;
  for (const JournalEntry& e : journal_.entries)
    if (e.kind != Kind::create) paths.push_back(e.path);
  note(write(State::done));
  if (trouble.empty()) note(forget(true));
  for (const std::string& path : paths) note(backups_.prune(files_, path));
  return trouble;
}

}  // namespace e401::change
