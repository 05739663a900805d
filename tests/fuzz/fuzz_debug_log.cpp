// A log of any bytes: bounded lists, lines that exist.
#include "base/limits.h"
#include "fuzz_target.h"
#include "npm/debug_log.h"

using namespace e401;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const npm::LoggedRun run = npm::parse_log({reinterpret_cast<const char*>(data), size});
  for (const auto* list : {&run.error_lines, &run.notices, &run.warnings, &run.config_files})
    must(list->size() <= limits::log_texts_max, "lists are bounded");
  for (const npm::LoggedRequest& request : run.requests)
    must(request.line >= 1 && request.line <= size + 1, "a request stands on a line");
  must(run.failed_status >= 0 && run.failed_status < 1000, "a status is a status");
  return 0;
}
