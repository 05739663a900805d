// The only writer of a user's files. All changes of a call happen or none, also when the program is killed in between:
// the next recover() (apply() begins with it) finishes or undoes them. Every target must still be what was judged,
// ours, and a regular file; links stay and their targets change; modes are kept, and shrink where a file gets its first
// secret.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "findings/finding.h"
#include "world/files.h"

namespace e401::change {

struct ApplyOptions {
  std::string state_folder;    // change::state_folder()
  std::string project_folder;  // a link in it that leads out of it is followed only in a trusted project; "" none
  bool trust_project = false;
  std::int64_t now_s = 0;
};

struct AppliedFile {
  findings::FileChange::Kind kind = findings::FileChange::Kind::edit;
  std::string path;    // as in the change
  std::string backup;  // of the old bytes; "" for a new file
};

struct Applied {
  std::vector<AppliedFile> files;
  std::string trouble;  // all is changed, but something could not be tidied up: in words; "" none
};

// Error.code: "busy" (another e401 is at work), "changed" (a file is not as judged), "owner", "linked-out", "kind", or
// as the system names it. Nothing has changed then; only where what() says that a file could not be put back, recover()
// is still to do so.
base::Result<Applied> apply(world::Files& files, const std::vector<findings::FileChange>& changes,
                            const ApplyOptions& options);

struct Recovered {
  enum class Outcome {
    nothing,    // there was nothing to recover
    finished,   // all files of the interrupted change have their new bytes now
    undone,     // all have their old bytes
    conflicts,  // undone but for files that someone has written since: they stay as they are
  };
  Outcome outcome = Outcome::nothing;
  std::vector<std::string> files;      // of the interrupted change
  std::vector<std::string> conflicts;  // those that stay
};

// Cheap where there is nothing to do. Error.code "busy" as apply().
base::Result<Recovered> recover(world::Files& files, const std::string& state_folder, std::int64_t now_s);

// Something to recover lies there (for runs that must not write).
bool is_interrupted(const world::Files& files, const std::string& state_folder);

}  // namespace e401::change
