// A name is "NAME-HASH-SECONDS-NN": the file's own name for people, the hash of its whole path to keep two .npmrc
// apart, and a time whose text order is the order of time.
#include "change/backups.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "base/digest.h"
#include "base/limits.h"

namespace e401::change {
namespace {

std::string prefix_of(const std::string& path) {
  std::string name;
  for (const char c : path.substr(path.rfind('/') + 1)) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
    name += plain ? c : '_';
  }
  while (name.starts_with('.')) name.erase(0, 1);
  name.resize(std::min(name.size(), limits::backup_name_max_chars));
  return name + "-" + base::sha256_hex(path).substr(0, 16) + "-";
}

}  // namespace

std::vector<std::string> Backups::of(const world::Files& files, const std::string& path) const {
  const std::string prefix = prefix_of(path);
  std::vector<std::string> names;
  for (const std::string& name : files.list(folder_))
    if (name.starts_with(prefix)) names.push_back(folder_ + "/" + name);
  std::sort(names.begin(), names.end());
  return names;
}

std::string Backups::next_name(const world::Files& files, const std::string& path, std::int64_t now_s) const {
  const std::string prefix = folder_ + "/" + prefix_of(path);
  const auto name = [&](std::int64_t seconds, int number) {
    return fmt::format("{}{:012}-{:02}", prefix, seconds, number);
  };
  const std::vector<std::string> there = of(files, path);
  if (there.empty() || there.back() < name(now_s, 0)) return name(now_s, 0);
  // Another change in the same second, or a clock that was set back: behind the newest.
  const std::string& newest = there.back();
  const std::int64_t seconds = std::strtoll(newest.substr(prefix.size()).c_str(), nullptr, 10);
  const int number = std::atoi(newest.substr(newest.rfind('-') + 1).c_str());
  return number < 99 ? name(seconds, number + 1) : name(seconds + 1, 0);
}

base::Result<void> Backups::keep(world::Files& files, const std::string& name, std::string_view bytes) const {
  TRY(files.make_directories(folder_, 0700));
  TRY(files.restrict_mode(folder_, 0700));
  return files.stage(name, bytes, 0600, "");
}

base::Result<void> Backups::prune(world::Files& files, const std::string& path) const {
  const std::vector<std::string> there = of(files, path);
  for (std::size_t i = 0; i + limits::backups_per_file_max < there.size(); ++i) TRY(files.remove(there[i]));
  return {};
}

}  // namespace e401::change
