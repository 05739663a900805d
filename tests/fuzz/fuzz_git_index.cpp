// git's index from any bytes: an error, or a list whose paths have names and are in order. The checksum is left out
// (zeros), or nothing but damage would be seen.
#include <string>

#include "fuzz_target.h"
#include "git/index.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const auto kind : {e401::git::HashKind::sha1, e401::git::HashKind::sha256}) {
    const std::size_t sum_bytes = kind == e401::git::HashKind::sha1 ? 20 : 32;
    const std::string bytes = std::string(reinterpret_cast<const char*>(data), size) + std::string(sum_bytes, '\0');
    const auto index = e401::git::parse_index(bytes, kind);
    if (!index) continue;
    for (std::size_t i = 0; i < index->entries.size(); ++i) {
      must(!index->entries[i].path.empty(), "an entry has a name");
      must(i == 0 || index->entries[i - 1].path < index->entries[i].path, "entries are in order, each once");
    }
  }
  return 0;
}
