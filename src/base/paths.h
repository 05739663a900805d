// Parts of absolute paths, as text: nothing is looked up, no link is followed.
#pragma once

#include <string>
#include <string_view>

namespace e401::base {

std::string folder_of(std::string_view path);  // "/a/b" -> "/a", "/a" -> "/"
std::string name_of(std::string_view path);    // "/a/b" -> "b"
std::string in_folder(std::string_view folder, std::string_view name);
// Somewhere inside of that folder; not the folder itself, and never where there is none ("").
bool lies_below(std::string_view path, std::string_view folder);

}  // namespace e401::base
