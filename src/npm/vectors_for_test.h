// Answers of npm's own modules, recorded from the real npm 11 and 12 (tests/data/npm): what the unit tests hold this
// folder to.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "base/json.h"

namespace e401::npm {

inline base::Json recorded_vectors(const std::string& file) {
  const std::string path = std::string(E401_SOURCE_DIR) + "/tests/data/npm/" + file;
  std::string text;
  if (std::FILE* f = std::fopen(path.c_str(), "rb")) {
    char buffer[4096];
    for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, f)) > 0;) text.append(buffer, n);
    std::fclose(f);
  }
  auto json = base::parse_json(text, path);
  EXPECT_TRUE(json) << (json ? "" : json.error().text());
  return json ? std::move(*json) : base::Json{};
}

inline constexpr const char* vector_files[] = {"vectors-npm12.json", "vectors-npm11.json"};

}  // namespace e401::npm
