#include "npm/log_files.h"

namespace e401::npm {

std::string log_folder(const Config& config) {
  if (const Value dir = config.get("logs-dir"); dir.string() && !dir.string()->empty()) return *dir.string();
  const Value cache = config.get("cache");
  return cache.string() ? *cache.string() + "/_logs" : std::string();
}

bool is_debug_log_name(std::string_view name) {
  return name.ends_with("-debug-0.log") || name.ends_with("-debug.log");
}

}  // namespace e401::npm
