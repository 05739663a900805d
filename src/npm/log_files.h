// Where npm writes its debug logs, how they are called, and which of them npm itself has written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "npm/config.h"

namespace e401::npm {

// Of the folder that this project has npm write to and the one where the person's own npm writes: the paths of the
// debug logs, newest first, at most limits::debug_logs_looked_at_max.
std::vector<std::string> debug_logs(const Config& config, const base::ReadFiles& files);

// TRUST 1: does a log lie where the person's own npm writes its logs? Elsewhere it may have come with the project: then
// its command line is nobody's word, and what it says was sent may never have been. config: without the log's
// arguments.
bool is_npms_own_log(const Config& config, const std::string& path);

// "2026-11-24T08_00_00_000Z-debug-0.log"; up to npm 7 without the number. The names sort by time.
// A log's text. npm begins a new file after 50,000 events: of a NAME-debug-0.log, NAME-debug-1.log and so on go along.
// Of more than limits::debug_log_max_bytes the beginning and the end. Errors are those of files.read().
base::Result<std::string> read_log(const base::ReadFiles& files, const std::string& path);

bool is_debug_log_name(std::string_view name);

}  // namespace e401::npm
