#include "npm/log_files.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/limits.h"
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

}  // namespace

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
