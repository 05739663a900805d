// git's index: the list of the files that git tracks, read from its bytes (versions 2, 3 and 4, SHA-1 and SHA-256). git
// itself is never started. Source: gitformat-index(5). What a full reader would need and lint does not is skipped.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace e401::git {

struct IndexEntry {
  std::string path;        // from the root of the work tree, with slashes
  std::uint32_t mode = 0;  // 0100644, 0100755, 0120000 (link), 0160000 (submodule), 040000 (folder of a sparse index)
  std::string id;          // of the object with its bytes, in hexadecimal
  std::uint32_t size_bytes = 0, modified_s = 0,
                modified_ns = 0;  // of the file when git last looked; 0 size: do not rely
  bool intent_to_add = false;     // `git add --intent-to-add`: its content is not in git yet
  bool is_file() const { return (mode & 0170000) == 0100000; }
};

struct Index {
  int version = 0;
  std::vector<IndexEntry> entries;  // in the order of the file: by path, bytewise; a conflict's stages are one entry
};

enum class HashKind : std::uint8_t { sha1, sha256 };

// Error.code: "split" for an index whose entries stand in a second file (git update-index --no-split-index mends that),
// "damaged" for bytes that are no index of a known version.
base::Result<Index> parse_index(std::string_view bytes, HashKind kind, const std::string& file = {});

}  // namespace e401::git
