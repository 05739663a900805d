// What a change would make of its files, before anything is written: for the diff, and for what it binds.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "findings/finding.h"

namespace e401::change {

struct FilePreview {
  findings::FileChange::Kind kind = findings::FileChange::Kind::edit;
  std::string path, new_path;
  std::string before;  // "" for a new file
  std::string after;   // "" for one that goes
  std::vector<findings::FileChange::Edit> edits;
  std::uint32_t mode_before = 0, mode_after = 0;  // differ where the file is to be its owner's only
};

// Error.code "changed": a file is not what it was judged to be.
base::Result<std::vector<FilePreview>> preview(const base::ReadFiles& files,
                                               const std::vector<findings::FileChange>& changes);

// A unified diff with every secret masked. name: of the file as it is shown. Of many changed places only the first are
// shown and the rest is counted, unless `whole`.
std::string diff_of(const FilePreview& file, const std::string& name, bool whole);

}  // namespace e401::change
