// The journal on the disk and what is done by it: prepare, commit, undo, tidy up. One at a time, under the lock.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "change/apply.h"
#include "change/backups.h"
#include "change/journal.h"

namespace e401::change {

// New bytes for one target, ready to be staged.
struct Staging {
  JournalEntry entry;
  std::string old_bytes;  // edit, remove: for the backup
  std::string new_bytes;  // edit, create
  std::uint32_t mode = 0600;
};

class Transaction {
 public:
  // Takes the lock and recovers what a killed run left. Error.code "busy".
  static base::Result<std::unique_ptr<Transaction>> begin(world::Files& files, const std::string& state_folder,
                                                          std::int64_t now_s);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  // Without a lock: is there anything to recover?
  static bool is_needed(const world::Files& files, const std::string& state_folder);

  const Recovered& recovered() const { return recovered_; }
  const Backups& backups() const { return backups_; }

  // All or none; a failure leaves everything as it was. The string: trouble with tidying up afterwards, "" none.
  base::Result<std::string> run(std::vector<Staging> stagings);

 private:
  Transaction(world::Files& files, std::string folder, std::int64_t now_s)
      : files_(files), folder_(std::move(folder)), backups_(folder_ + "/backups"), now_s_(now_s) {}
  std::string journal_path() const { return folder_ + "/journal.json"; }

  base::Result<void> recover();
  base::Result<void> write(Journal::State state);
  base::Result<void> prepare(const std::vector<Staging>& stagings);
  base::Result<void> commit();
  base::Result<void> undo();                     // targets back to their old bytes; conflicts are noted
  base::Result<void> forget(bool keep_backups);  // temporaries and journal go
  base::Result<void> save_foreign_bytes(const JournalEntry& entry);
  base::Result<void> sweep();
  std::unexpected<base::Error> give_up(base::Error why);

  world::Files& files_;
  std::string folder_;
  Backups backups_;
  std::int64_t now_s_;
  std::unique_ptr<world::Files::Lock> lock_;
  Journal journal_;
  Recovered recovered_;
};

}  // namespace e401::change
