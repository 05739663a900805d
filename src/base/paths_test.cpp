#include "base/paths.h"

#include <gtest/gtest.h>

namespace e401::base {
namespace {

TEST(Paths, AreTakenApartAndPutTogether) {
  EXPECT_EQ(folder_of("/a/b"), "/a");
  EXPECT_EQ(folder_of("/a"), "/");
  EXPECT_EQ(name_of("/a/b"), "b");
  EXPECT_EQ(name_of("b"), "b");
  EXPECT_EQ(in_folder("/a", "b"), "/a/b");
  EXPECT_EQ(in_folder("/", "b"), "/b");
}

TEST(Paths, BelowIsNeitherTheFolderItselfNorOneWithALongerName) {
  EXPECT_TRUE(lies_below("/a/b/c", "/a"));
  EXPECT_TRUE(lies_below("/a", "/"));
  EXPECT_FALSE(lies_below("/a", "/a"));
  EXPECT_FALSE(lies_below("/", "/"));
  EXPECT_FALSE(lies_below("/ab", "/a"));
  EXPECT_FALSE(lies_below("/a", ""));
}

}  // namespace
}  // namespace e401::base
