#include "npm/redact.h"

#include <gtest/gtest.h>

#include "npm/vectors_for_test.h"

namespace e401::npm {
namespace {

TEST(NpmRedact, BlanksOutWhatTheRealNpmBlanksOut) {
  for (const char* file : vector_files) {
    const base::Json vectors = recorded_vectors(file);
    int seen = 0;
    for (const base::Json& v : vectors.find("redact")->items) {
      EXPECT_EQ(npm_redact(v.items[0].text), v.items[1].text);
      EXPECT_EQ(npm_redact_log(v.items[0].text), v.items[2].text);
      ++seen;
    }
    EXPECT_EQ(seen, 25);
  }
}

TEST(NpmRedact, GivesUpWhereItGivesUp) {
  EXPECT_EQ(npm_redact("https://u:%zz@h/"), "https://u:%zz@h/");
  EXPECT_EQ(npm_redact("HTTPS://u:p@h/"), "HTTPS://u:p@h/");
  EXPECT_EQ(npm_redact("https://u:p w@h/"), "https://u:***@h/");
}

}  // namespace
}  // namespace e401::npm
