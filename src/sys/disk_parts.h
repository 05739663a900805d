// What all writing to the disk is made of.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace e401::sys {

std::string folder_of(const std::string& path);
std::string name_of(const std::string& path);

base::Result<void> write_all(int descriptor, std::string_view bytes, const std::string& path);
// A rename is only on the disk when its folder is. File systems that cannot do this say EINVAL; there is nothing better
// then.
base::Result<void> sync_folder(const std::string& folder);

// Gives the open file to the owner and group of `old`. The mode that is right then: a group that we may not give gets
// no access instead. Root (sudo) must not take a user's file away from its owner.
base::Result<std::uint32_t> take_owner(int descriptor, const std::string& path, const struct stat& old,
                                       std::uint32_t mode);

}  // namespace e401::sys
