// git's rules of what is ignored (gitignore(5)): patterns of one file, and whether they say something about a path.
// Pure; which files are read in which order is checkout.h's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace e401::git {

// As git's wildmatch with WM_PATHNAME: * and ? stay within one name, ** crosses slashes where it stands alone between
// them, [a-z], [!a], [[:alpha:]], a backslash takes the next character as it is.
bool wildmatch(std::string_view pattern, std::string_view text, bool ignore_case = false);

struct IgnorePattern {
  std::string text;           // without "!", the first and the last slash
  bool negated = false;       // "!": takes back
  bool only_folders = false;  // ended in a slash
  bool anchored = false;      // has a slash: is matched with the whole path below the file's folder, else with the name
  int line = 0;
};

struct IgnoreFile {
  std::string folder;  // that the patterns are relative to, from the root of the work tree: "", "a/b"
  std::vector<IgnorePattern> patterns;
};

IgnoreFile parse_ignore_file(std::string folder, std::string_view text);

// What the last pattern that fits says: true ignored, false taken back, nullopt nothing. path: from the root of the
// work tree, without a last slash; it must lie below the file's folder to be spoken of.
std::optional<bool> says(const IgnoreFile& file, std::string_view path, bool is_folder, bool ignore_case = false);

}  // namespace e401::git
