#include "base/json.h"

#include <gtest/gtest.h>

namespace e401::base {
namespace {

TEST(Json, EveryValueKnowsItsSpan) {
  const std::string text = "{ \"a\": [1, \"x\\\"y\"], \"b\": {\"c\": true}, \"d\": null }";
  const auto json = parse_json(text);
  ASSERT_TRUE(json);
  const auto slice = [&](const Json& j) { return text.substr(j.span.begin, j.span.end - j.span.begin); };
  EXPECT_EQ(slice(*json), text);
  EXPECT_EQ(slice(*json->find("a")), "[1, \"x\\\"y\"]");
  EXPECT_EQ(slice(json->find("a")->items[0]), "1");
  EXPECT_EQ(slice(json->find("a")->items[1]), "\"x\\\"y\"");
  EXPECT_EQ(json->find("a")->items[1].text, "x\"y");
  EXPECT_EQ(slice(*json->find_path({"b", "c"})), "true");
  EXPECT_EQ(slice(*json->find("d")), "null");
}

TEST(Json, SpansCountABomAndEscapedBackslashes) {
  const std::string text = "\xef\xbb\xbf{\"k\":\"ends in two \\\\\"}";
  const auto json = parse_json(text);
  ASSERT_TRUE(json);
  const Json* k = json->find("k");
  EXPECT_EQ(text.substr(k->span.begin, k->span.end - k->span.begin), "\"ends in two \\\\\"");
}

TEST(Json, AnErrorNamesTheLine) {
  const auto json = parse_json("{\n  \"a\": 1,\n  oops\n}", "package.json");
  ASSERT_FALSE(json);
  EXPECT_EQ(json.error().file, "package.json");
  EXPECT_EQ(json.error().line, 3);
}

TEST(Json, DepthIsBounded) {
  const std::string deep(100'000, '[');
  EXPECT_FALSE(parse_json(deep));
  EXPECT_FALSE(scan_json_strings(deep, [](auto&, auto, auto) { return true; }));
}

TEST(Json, ScanGivesPathsAndPlaces) {
  const std::string text = R"({"packages":{"node_modules/x":{"resolved":"https://h/x.tgz","n":1},"y":{"os":["a"]}}})";
  std::vector<std::string> seen;
  ASSERT_TRUE(
      scan_json_strings(text, [&](const std::vector<std::string_view>& path, std::string_view value, Span span) {
        std::string p;
        for (auto s : path) (p += s) += '>';
        seen.push_back(p + std::string(value) + "@" + text.substr(span.begin, span.end - span.begin));
        return true;
      }));
  EXPECT_EQ(seen, (std::vector<std::string>{"packages>node_modules/x>resolved>https://h/x.tgz@\"https://h/x.tgz\"",
                                            "packages>y>os>a@\"a\""}));
}

TEST(JsonWriter, WritesLikeJsonStringify) {
  JsonWriter w(true);
  w.begin_object()
      .member("a", 1)
      .key("b")
      .begin_array()
      .value("x\n")
      .null()
      .end_array()
      .key("e")
      .begin_object()
      .end_object()
      .end_object();
  EXPECT_EQ(w.take(), "{\n  \"a\": 1,\n  \"b\": [\n    \"x\\n\",\n    null\n  ],\n  \"e\": {}\n}");
}

}  // namespace
}  // namespace e401::base
