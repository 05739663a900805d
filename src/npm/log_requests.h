// The request lines of npm's logs, and which of them is the one that failed.
#pragma once

#include <optional>
#include <string_view>

#include "npm/debug_log.h"

namespace e401::npm {

// The text behind "http": "fetch GET 401 https://... 39ms (cache skip)", "cache https://... 2ms (cache hit)",
// "fetch GET https://... attempt 1 failed with ECONNRESET". nullopt: no request line.
std::optional<LoggedRequest> request_of(std::string_view text);

// "401" -> 401; 0 for what is no status.
int status_of(std::string_view word);

// Adds it, unless it is the last word on an attempt that is listed already.
void add_request(LoggedRun& run, LoggedRequest request);

// Fills failed_method, failed_url and failed_status. error_line: the line of "error code", requests behind it do not
// count; status: what "verbose statusCode" says, 0 unknown.
void find_failed_request(LoggedRun& run, std::size_t error_line, int status);

}  // namespace e401::npm
