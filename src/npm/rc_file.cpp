#include "npm/rc_file.h"

#include <algorithm>

#include "base/limits.h"

namespace e401::npm {

base::Result<RcDocument> read_rc_file(const base::ReadFiles& files, const std::string& path) {
  TRY_AS(std::string bytes, files.read(path, limits::rc_file_max_bytes));
  // Counted before a document is made of them: each line takes a kilobyte in the end.
  const auto ends = std::count_if(bytes.begin(), bytes.end(), [](char c) { return c == '\n' || c == '\r'; });
  if (ends > limits::rc_lines_max)
    return base::fail("not read: more than " + std::to_string(limits::rc_lines_max) + " lines", path, 0, "too-large");
  return RcDocument::parse(path, std::move(bytes));
}

bool is_beyond_us(const LayerData& layer) {
  return layer.error_code == "too-large" || layer.error_code == "not-regular";
}

}  // namespace e401::npm
