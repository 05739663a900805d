#include "base/edit.h"

#include <gtest/gtest.h>

namespace e401::base {
namespace {

std::string plain(std::string_view line) {
  return std::string(line);
}

std::string shown(std::string_view text, std::vector<TextEdit> edits) {
  const auto diff = diff_of_edits(text, std::move(edits), "f", plain);
  if (!diff) return diff.error().what;
  std::string out;
  for (const std::string& hunk : diff->hunks) out += hunk;
  return out;
}

TEST(ApplyEdits, TouchesOnlyTheSpans) {
  EXPECT_EQ(apply_edits("a=1\r\nb=2\r\n", {{{7, 8}, "3"}, {{0, 0}, "# x\r\n"}}).value(), "# x\r\na=1\r\nb=3\r\n");
  EXPECT_FALSE(apply_edits("abc", {{{0, 2}, "x"}, {{1, 3}, "y"}}));
  EXPECT_FALSE(apply_edits("abc", {{{2, 4}, "x"}}));
  EXPECT_FALSE(apply_edits("abc", {{{2, 1}, "x"}}));
}

TEST(DiffOfEdits, ShowsOneLineWithItsSurroundings) {
  EXPECT_EQ(shown("1\n2\n3\n4\n5\n6\n7\n8\n9\n", {{{8, 9}, "five"}}),
            "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST(DiffOfEdits, FarPlacesAreHunksOfTheirOwnWithRightNumbers) {
  std::string text;
  for (int i = 10; i < 40; ++i) text += std::to_string(i) + "\n";
  EXPECT_EQ(shown(text, {{{0, 0}, "new\n"}, {{60, 63}, ""}}),
            "@@ -1,3 +1,4 @@\n+new\n 10\n 11\n 12\n"
            "@@ -18,7 +19,6 @@\n 27\n 28\n 29\n-30\n 31\n 32\n 33\n");
}

TEST(DiffOfEdits, NearPlacesShareAHunk) {
  EXPECT_EQ(shown("1\n2\n3\n4\n", {{{0, 1}, "a"}, {{6, 7}, "b"}}), "@@ -1,4 +1,4 @@\n-1\n+a\n 2\n 3\n-4\n+b\n");
}

TEST(DiffOfEdits, TwoEditsOfOneLineAreOneChange) {
  EXPECT_EQ(shown("key=value\n", {{{0, 3}, "KEY"}, {{4, 9}, "VALUE"}}), "@@ -1,1 +1,1 @@\n-key=value\n+KEY=VALUE\n");
}

TEST(DiffOfEdits, LinesAreAddedAtTheEndAndToNothing) {
  EXPECT_EQ(shown("a\n", {{{2, 2}, "b\n"}}), "@@ -1,1 +1,2 @@\n a\n+b\n");
  EXPECT_EQ(shown("", {{{0, 0}, "a\nb\n"}}), "@@ -0,0 +1,2 @@\n+a\n+b\n");
  EXPECT_EQ(shown("a\nb\n", {{{0, 4}, ""}}), "@@ -1,2 +0,0 @@\n-a\n-b\n");
  EXPECT_EQ(shown("a", {{{1, 1}, "\nb\n"}}), "@@ -1,1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n");
}

TEST(DiffOfEdits, NothingIsShownOfAnEditThatChangesNothing) {
  EXPECT_EQ(shown("a\nb\n", {{{0, 1}, "a"}}), "");
  EXPECT_EQ(unified_diff("a\n", "a\n", "f", plain), "");
}

TEST(UnifiedDiff, MasksEveryLineItShows) {
  const std::string diff = unified_diff("a\nsecret-1\nb\n", "a\nsecret-2\nb\n", "f", [](std::string_view line) {
    return line.starts_with("secret") ? std::string("***") : std::string(line);
  });
  EXPECT_EQ(diff, "--- f\n+++ f\n@@ -1,3 +1,3 @@\n a\n-***\n+***\n b\n");
}

}  // namespace
}  // namespace e401::base
