// Where npm writes its debug logs, and how they are called.
#pragma once

#include <string>
#include <string_view>

#include "npm/config.h"

namespace e401::npm {

// logs-dir, else _logs in the cache; "" if neither is known.
std::string log_folder(const Config& config);

// "2026-11-24T08_00_00_000Z-debug-0.log"; up to npm 7 without the number. The names sort by time.
bool is_debug_log_name(std::string_view name);

}  // namespace e401::npm
