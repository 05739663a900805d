#include "npm/js.h"

#include <gtest/gtest.h>

#include <cmath>

#include "npm/glob.h"
#include "npm/legacy_url.h"
#include "npm/semver.h"
#include "npm/vectors_for_test.h"

namespace e401::npm {
namespace {

TEST(Numbers, are_read_as_javascript_reads_them) {
  EXPECT_EQ(js_number(" 0x10 "), 16);
  EXPECT_EQ(js_number("1e3"), 1000);
  EXPECT_EQ(js_number(""), 0);
  EXPECT_EQ(js_number("-.5"), -.5);
  EXPECT_EQ(js_number("5."), 5);
  EXPECT_TRUE(std::isinf(js_number("Infinity")));
  EXPECT_TRUE(std::isinf(js_number("1e400")));
  for (const char* text : {"abc", "1x", "0x", "-0x1", "infinity", "nan", "1 2", ".", "e5", "1e"})
    EXPECT_TRUE(std::isnan(js_number(text))) << text;
}

TEST(Dates, are_read_as_v8_reads_them) {
  const std::pair<const char*, const char*> examples[] = {{"2020-01-01", "2020-01-01T00:00:00.000Z"},
                                                          {"2020-01-01T10:00:00+01:00", "2020-01-01T09:00:00.000Z"},
                                                          {"2020", "2020-01-01T00:00:00.000Z"},
                                                          {"Jan 2 2024", "2024-01-02T00:00:00.000Z"},
                                                          {"2 Jan 2024", "2024-01-02T00:00:00.000Z"},
                                                          {"Tue Jan 02 2024", "2024-01-02T00:00:00.000Z"},
                                                          {"2024/01/02", "2024-01-02T00:00:00.000Z"},
                                                          {"2024-1-2", "2024-01-02T00:00:00.000Z"},
                                                          {"1/2/2024 5:00 PM", "2024-01-02T17:00:00.000Z"},
                                                          {"2020-01-01 10:00", "2020-01-01T10:00:00.000Z"},
                                                          {"Jan 2024", "2024-01-01T00:00:00.000Z"},
                                                          {"50", "1950-01-01T00:00:00.000Z"},
                                                          {"1", "2001-01-01T00:00:00.000Z"},
                                                          {"2020-02-31", "2020-03-02T00:00:00.000Z"},
                                                          {"2020-01-01T00:00:00.500Z", "2020-01-01T00:00:00.500Z"}};
  for (const auto& [text, iso] : examples) EXPECT_EQ(Value(js_date(text)).to_json().text, iso) << text;
  for (const char* text : {"never", "2020-13-01", "", "13", "12 foo", "20200101", "tomorrow"})
    EXPECT_TRUE(std::isnan(js_date(text).ms)) << text;
}

TEST(Paths, are_resolved_as_node_resolves_them) {
  EXPECT_EQ(path_resolve("/a/b", "../c/./d//e/"), "/a/c/d/e");
  EXPECT_EQ(path_resolve("/a", "/x/../.."), "/");
  EXPECT_EQ(path_resolve("/a", ""), "/a");
  EXPECT_EQ(path_join("/d", "/usr"), "/d/usr");
  EXPECT_EQ(path_join("a/", "../../b"), "../b");
  EXPECT_EQ(path_dirname("/usr/bin/node"), "/usr/bin");
  EXPECT_EQ(path_dirname("/node"), "/");
  EXPECT_EQ(path_dirname("node"), ".");
  EXPECT_EQ(path_basename("/a/b/"), "b");
}

TEST(Keys, numbers_come_first) {
  EXPECT_TRUE(index_before("2", "10"));
  EXPECT_TRUE(index_before("10", "a"));
  EXPECT_FALSE(index_before("a", "2"));
  EXPECT_FALSE(is_array_index("01"));
  EXPECT_FALSE(is_array_index("4294967295"));
}

TEST(Semver, full_versions_only) {
  EXPECT_EQ(valid_semver("v1.2.3-beta.1+build"), "1.2.3-beta.1");
  for (const char* text : {"1.x", "1.2", "=1.2.3", "01.2.3", "1.2.3-", "1.2.3-01", "9007199254740992.0.0"})
    EXPECT_FALSE(valid_semver(text)) << text;
}

TEST(Globs, match_as_minimatch_does) {
  const std::pair<const char*, const char*> matching[] = {{"packages/*", "packages/a"},
                                                          {"**", "a/b/c"},
                                                          {"**/x", "x"},
                                                          {"a/**/x", "a/x"},
                                                          {"p{1..3}", "p2"},
                                                          {"{a,b{c,d}}/*", "bd/x"},
                                                          {"[a-c]x", "bx"},
                                                          {"[!a]x", "bx"},
                                                          {"+(ab|c)", "abcab"},
                                                          {"@(a|b)-?", "a-1"},
                                                          {"!(a|b)", "c"},
                                                          {"a*b*c", "aXbYc"},
                                                          {"packages/*/", "packages/a"},
                                                          {".x", ".x"},
                                                          {"*(a)b", "b"},
                                                          {"a\\*b", "a*b"}};
  for (const auto& [pattern, path] : matching) EXPECT_TRUE(glob_matches(pattern, path)) << pattern << " " << path;
  const std::pair<const char*, const char*> others[] = {{"packages/*", "packages/a/b"},
                                                        {"*", ".x"},
                                                        {"**", "a/.b"},
                                                        {"!(a|b)", "a"},
                                                        {"@(a|b)", "ab"},
                                                        {"[ab]", "c"},
                                                        {"#a", "#a"},
                                                        {"?", ""},
                                                        {"a/**/x", "a/.b/x"},
                                                        {"+(a)", ""}};
  for (const auto& [pattern, path] : others) EXPECT_FALSE(glob_matches(pattern, path)) << pattern << " " << path;
  EXPECT_TRUE(glob_matches("**/node_modules/**", "a/.b/node_modules/c", true));
}

TEST(Globs, a_pattern_of_many_stars_does_not_hang) {
  std::string pattern, path;
  for (int i = 0; i < 60; ++i) pattern += "*a";
  for (int i = 0; i < 200; ++i) path += "a";
  EXPECT_FALSE(glob_matches(pattern + "b", path));
  std::string folders = "a", stars = "**";
  for (int i = 0; i < 60; ++i) folders += "/a", stars += "/**/a";
  EXPECT_FALSE(glob_matches(stars + "/b", folders));
}

TEST(LegacyUrl, answers_as_npm_11_recorded_it) {
  const base::Json vectors = recorded_vectors("vectors-npm11.json");
  const base::Json* urls = vectors.find("urlType");
  ASSERT_TRUE(urls);
  for (const base::Json& pair : urls->items) {
    const auto href = legacy_url_href(pair.items[0].text);
    EXPECT_EQ(href.value_or("(refused)"), pair.items[1].is_string() ? pair.items[1].text : "(refused)")
        << pair.items[0].text;
  }
}

}  // namespace
}  // namespace e401::npm
