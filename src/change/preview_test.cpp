#include "change/preview.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "support/memory_files.h"

namespace e401::change {
namespace {

using findings::FileChange;
using support::MemoryFiles;

std::string utf16(const std::string& text) {
  std::string out = "\xff\xfe";
  for (const char c : text) (out += c) += '\0';
  return out;
}

FilePreview one(const std::string& before, std::vector<FileChange::Edit> edits,
                const std::string& path = "/home/u/.npmrc") {
  MemoryFiles files;
  files.file(path, before);
  FileChange change;
  change.path = path;
  change.judged_sha256 = base::sha256_hex(before);
  change.edits = std::move(edits);
  return preview(files, {change}).value().at(0);
}

TEST(Preview, ShowsTheLineThatChangesWithoutItsSecret) {
  const auto file =
      one("fund=false\r\n//npm.acme.example/:_authtoken=s3cret-value\r\n", {{{37, 38}, base::Secret("T")}});
  EXPECT_EQ(file.after, "fund=false\r\n//npm.acme.example/:_authToken=s3cret-value\r\n");
  EXPECT_EQ(diff_of(file, "~/.npmrc", false),
            "--- ~/.npmrc\n+++ ~/.npmrc\n@@ -1,2 +1,2 @@\n fund=false\n-//npm.acme.example/:_authtoken=***\n"
            "+//npm.acme.example/:_authToken=***\n");
}

TEST(Preview, AValueOverSeveralLinesShowsNoPieceOfIt) {
  const std::string before = "//h.example/:_auth=YWxpY2U6V2hpbWJy\nZWwtMjQtbW9yZQ==\n";
  const auto file = one(before, {{{35, 36}, base::Secret("")}});
  const std::string diff = diff_of(file, "~/.npmrc", false);
  for (const char* piece : {"YWxp", "ZWwt", "MjQt"}) EXPECT_EQ(diff.find(piece), std::string::npos) << diff;
}

TEST(Preview, Utf16IsShownAsTheTextThatIsWritten) {
  const std::string before = utf16("//h.example/:_authToken=s3cret-value\r\n");
  const auto file = one(before, {{{0, before.size()}, base::Secret("//h.example/:_authToken=s3cret-value\r\n")}});
  const std::string diff = diff_of(file, "~/.npmrc", false);
  EXPECT_NE(diff.find("UTF-16"), std::string::npos);
  EXPECT_NE(diff.find("+//h.example/:_authToken=***"), std::string::npos) << diff;
  EXPECT_EQ(diff.find("s3cret"), std::string::npos);
}

TEST(Preview, ALockfilesThousandChangesAreCounted) {
  std::string text;
  std::vector<FileChange::Edit> edits;
  for (int i = 0; i < 1000; ++i) {
    text +=
        "      \"resolved\": \"https://user:s3cret@old.example/a.tgz\",\n      \"a\": 1,\n      \"b\": 1,\n      "
        "\"c\": 1,\n";
    text += "      \"d\": 1,\n      \"e\": 1,\n      \"f\": 1,\n      \"g\": 1,\n";
    const std::size_t at = text.rfind("old.example");
    edits.push_back({{at, at + 3}, base::Secret("new")});
  }
  const auto file = one(text, edits, "/p/package-lock.json");
  const std::string shown = diff_of(file, "package-lock.json", false);
  EXPECT_LT(std::count(shown.begin(), shown.end(), '\n'), 130);
  EXPECT_NE(shown.find("more places of package-lock.json"), std::string::npos);
  EXPECT_EQ(shown.find("s3cret"), std::string::npos);
  const std::string whole = diff_of(file, "package-lock.json", true);
  EXPECT_EQ(whole.find("more places"), std::string::npos);
  EXPECT_GT(std::count(whole.begin(), whole.end(), '+'), 1000);
}

TEST(Preview, RefusesAFileThatIsNotAsJudged) {
  MemoryFiles files;
  files.file("/a", "x");
  FileChange change;
  change.path = "/a";
  change.judged_sha256 = base::sha256_hex("y");
  EXPECT_EQ(preview(files, {change}).error().code, "changed");
}

TEST(Preview, AFileNameCannotSteerTheTerminal) {
  const auto file = one("a=\x1b[31m1\n", {{{0, 1}, base::Secret("b")}});
  EXPECT_EQ(diff_of(file, "x", false).find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace e401::change
