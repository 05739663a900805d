// What is being done to a user's files, written down before it is done: whoever starts after a killed run reads it and
// finishes or undoes that run. It names files and hashes, never what stands in them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace e401::change {

struct JournalEntry {
  enum class Kind { edit, create, remove };
  Kind kind = Kind::edit;
  std::string path;           // links resolved
  std::string temporary;      // beside path: the new bytes, and after the change of places the old ones
  std::string spare;          // beside path: used where two names cannot change places in one step
  std::string judged_sha256;  // of the old bytes; "" create
  std::string new_sha256;     // "" remove
  std::string backup;         // path of the old bytes' copy; "" create
};

struct Journal {
  enum class State {
    prepare,  // temporaries and backups are being made; no target has been touched
    commit,   // everything is prepared: the targets change one by one
    undo,     // one of them could not: those that did change back
    done,     // all have changed: only temporaries are to be removed
  };
  State state = State::prepare;
  std::vector<JournalEntry> entries;
};

std::string journal_text(const Journal& journal);
base::Result<Journal> parse_journal(std::string_view text, const std::string& file);

}  // namespace e401::change
