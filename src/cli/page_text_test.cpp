#include "cli/page_text.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "npm/url.h"
#include "rules/rule.h"

namespace e401::cli {
namespace {

TEST(PageText, MarksAreGoneAndTextIsWrapped) {
  const std::string text = page_as_text(
      "# some-code\n\n> The definition of it.\n\n## Common output\n\nnpm 12, **all**:\n\n```\nnpm error code E401\n"
      "npm error a line that is much longer than the width of this terminal\n```\n\n* one item that is long enough to "
      "wrap here\n  and goes on\n* `***`\n\n| a | b |\n| --- | --- |\n| c | d |\n\n## Examples\n\n```example\ntitle: "
      "x\n```\n",
      44);
  EXPECT_EQ(text,
            "some-code\n\n  The definition of it.\n\nCommon output\n\n  npm 12, all:\n\n    npm error code E401\n"
            "    npm error a line that is much longer than the width of this terminal\n\n  * one item that is long "
            "enough to wrap\n    here and goes on\n  * `***`\n\n  a   b\n  c   d\n");
}

TEST(PageText, EveryPageReadsAsText) {
  for (const rules::Rule& rule : rules::all_rules()) {
    const std::string_view page = rules::page_of(rule.code);
    const std::string text = page_as_text(page, 80);
    EXPECT_TRUE(text.starts_with(std::string(rule.code) + "\n")) << rule.code;
    for (const char* mark : {"\n## ", "\n> ", "\n```", "{{npmjs}}", "\nExamples", "title: "})
      EXPECT_EQ(text.find(mark), std::string::npos) << rule.code << " has " << mark;
    EXPECT_FALSE(page_definition(page).empty()) << rule.code;
  }
  EXPECT_NE(rules::page_of("token-expired").find("https://" + npm::public_registry_host() + "/"), std::string::npos);
}

}  // namespace
}  // namespace e401::cli
