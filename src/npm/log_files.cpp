#include "npm/log_files.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "npm/strangers.h"

namespace e401::npm {
namespace {

std::string text_of(const Value& value) {
  return value.string() ? *value.string() : std::string();
}

// logs-dir, else _logs in the cache; "" if neither is known.
std::string folder_of(const std::string& logs_dir, const std::string& cache) {
  if (!logs_dir.empty()) return logs_dir;
  return cache.empty() ? std::string() : cache + "/_logs";
}

std::string log_folder(const Config& config) {
  return folder_of(text_of(config.get("logs-dir")), text_of(config.get("cache")));
}

// Without the project's word.
std::string own_log_folder(const Config& config) {
  const Entry* logs_dir = own_entry(config, "logs-dir");
  const Entry* cache = own_entry(config, "cache");
  const std::string& home = config.situation.home;
  const std::string cache_default = home.empty() ? std::string() : home + "/.npm";
  return folder_of(logs_dir ? text_of(logs_dir->value) : std::string(), cache ? text_of(cache->value) : cache_default);
}

// One file. What is longer than our bound is not read whole to be cut then.
base::Result<std::string> read_log_file(const base::ReadFiles& files, const std::string& path) {
  auto whole = files.read(path, limits::debug_log_max_bytes);
  if (whole || whole.error().code != "too-large") return whole;
  constexpr std::uint64_t ends = limits::debug_log_ends_max_bytes;
  const std::uint64_t size = std::max(files.info(path).size_bytes, ends) & ~std::uint64_t{1};  // UTF-16 stays aligned
  TRY_AS(const std::string beginning, files.read_part(path, 0, ends / 16));
  TRY_AS(const std::string end, files.read_part(path, size - ends / 16 * 15, ends));
  return beginning + "\n\n" + end;
}

}  // namespace

base::Result<std::string> read_log(const base::ReadFiles& files, const std::string& path) {
  TRY_AS(std::string text, read_log_file(files, path));
  constexpr std::string_view first_part = "-debug-0.log";
  if (!path.ends_with(first_part)) return text;
  const std::string name = path.substr(0, path.size() - first_part.size()) + "-debug-";
  for (int part = 1; part < limits::debug_log_parts_max; ++part) {
    const auto more = read_log_file(files, name + std::to_string(part) + ".log");
    if (!more) break;
    text += *more;
    if (text.size() > limits::debug_log_max_bytes) base::keep_ends(text, limits::debug_log_ends_max_bytes);
  }
  return text;
}

std::vector<std::string> debug_logs(const Config& config, const base::ReadFiles& files) {
  std::vector<std::pair<std::string, std::string>> named;  // the name begins with the time
  for (const std::string& folder : std::set<std::string>{log_folder(config), own_log_folder(config)}) {
    if (folder.empty()) continue;
    for (const std::string& name : files.list(folder))
      if (is_debug_log_name(name)) named.emplace_back(name, folder + "/" + name);
  }
  std::sort(named.rbegin(), named.rend());
  if (named.size() > limits::debug_logs_looked_at_max) named.resize(limits::debug_logs_looked_at_max);
  std::vector<std::string> out;
  for (auto& [name, path] : named) out.push_back(std::move(path));
  return out;
}

bool is_npms_own_log(const Config& config, const std::string& path) {
  const std::string folder = own_log_folder(config);
  if (!path.starts_with('/') || folder.empty() || path.substr(0, path.rfind('/')) != folder) return false;
  // A home below the project may have come with it, log and all; one that is the project is the person's.
  const std::string& root = config.local_prefix;
  const bool is_home = root == config.situation.home;
  return root.empty() || root == "/" || is_home || !path.starts_with(root + "/");
}

bool is_debug_log_name(std::string_view name) {
  return name.ends_with("-debug-0.log") || name.ends_with("-debug.log");
}

}  // namespace e401::npm
