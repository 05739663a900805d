// git's objects, as far as lint needs them: the bytes of a file as `git add` stored them, which is one by one
// ("loose"). Packs are not read: what lies in one was committed or fetched before.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/files.h"
#include "git/index.h"

namespace e401::git {

// The name that git gives to a file's bytes, in hexadecimal.
std::string blob_id(std::string_view bytes, HashKind kind);

// objects_folder: ".../.git/objects". nullopt: not there as a loose object. Error.code: "damaged" where it is no blob,
// or not the one of that name; "too-large" beyond max_bytes, packed or unpacked.
base::Result<std::optional<std::string>> loose_blob(const base::ReadFiles& files, const std::string& objects_folder,
                                                    const std::string& id, HashKind kind, std::size_t max_bytes);

}  // namespace e401::git
