#include "base/shell.h"

#include <gtest/gtest.h>

namespace e401::base {
namespace {

TEST(Shell, AWordStaysOneWord) {
  EXPECT_EQ(shell_word("https://npm.acme.example:8443/a/"), "https://npm.acme.example:8443/a/");
  EXPECT_EQ(shell_word("//h/:_authToken"), "//h/:_authToken");
  EXPECT_EQ(shell_word("https://h/$(id>x)/"), "'https://h/$(id>x)/'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("~/a b"), "~/'a b'");
  for (const char* text : {"a b", "a;b", "a&b", "a|b", "~", "a*", "#a", "a\nb", "!x", "{a,b}", "`id`"})
    EXPECT_EQ(shell_word(text).front(), '\'') << text;
}

TEST(Shell, Names) {
  EXPECT_TRUE(is_shell_name("NPM_TOKEN"));
  for (const char* text : {"", "1A", "A-B", "X&id&Y", "A.B"}) EXPECT_FALSE(is_shell_name(text)) << text;
}

}  // namespace
}  // namespace e401::base
