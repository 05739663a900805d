#include "policy/yaml.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace e401::policy {
namespace {

std::expected<YamlNode, Complaint> parse(std::string text) {
  return parse_yaml(base::Source("/c.yaml", std::move(text)));
}

std::string complaint(std::string text) {
  const auto parsed = parse(std::move(text));
  return parsed ? "(none)" : parsed.error().text();
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Yaml, MappingsListsAndTextsWithTheirPlaces) {
  const auto root = parse("# mine\na:\n  - one\n  - \"two words\"\nb: {c: 'x: y'}\nd:\n");
  ASSERT_TRUE(root);
  ASSERT_EQ(root->kind, YamlNode::Kind::map);
  const YamlNode* a = root->find("a");
  ASSERT_TRUE(a);
  ASSERT_EQ(a->items.size(), 2u);
  EXPECT_EQ(a->items[0].text, "one");
  EXPECT_TRUE(a->items[0].is_plain);
  EXPECT_EQ(a->items[1].text, "two words");
  EXPECT_FALSE(a->items[1].is_plain);
  EXPECT_EQ(a->items[1].place, (base::Place{"/c.yaml", 4, 5}));
  EXPECT_EQ(root->find("b")->find("c")->text, "x: y");
  EXPECT_EQ(root->find("d")->kind, YamlNode::Kind::null);
  EXPECT_EQ(root->members[1].key.place, (base::Place{"/c.yaml", 5, 1}));
}

TEST(Yaml, NothingIsNull) {
  for (const char* text : {"", "\n", "# only a comment\n", "---\n", "~\n", "null"}) {
    const auto root = parse(text);
    ASSERT_TRUE(root) << text;
    EXPECT_EQ(root->kind, YamlNode::Kind::null) << text;
  }
  EXPECT_EQ(parse("a: \"\"\n")->find("a")->kind, YamlNode::Kind::scalar);
}

TEST(Yaml, AByteOrderMarkAndCrlfAreNoTrouble) {
  const auto root = parse(
      "\xEF\xBB\xBF"
      "a: b\r\nc: d\r\n");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->find("c")->text, "d");
  EXPECT_EQ(root->find("c")->place.line, 2);
}

TEST(Yaml, WhatIsWrongIsSaidWithItsPlace) {
  EXPECT_TRUE(has(complaint("a: [1, 2\n"), "/c.yaml:2:1: this is not YAML")) << complaint("a: [1, 2\n");
  EXPECT_TRUE(has(complaint("@acme: b\n"), "/c.yaml:1:1: a text that begins with @ stands in quotes; write \"@scope\""))
      << complaint("@acme: b\n");
  EXPECT_TRUE(has(complaint("a:\n\t- b\n"), "/c.yaml:2:2: this is not YAML")) << complaint("a:\n\t- b\n");
  EXPECT_TRUE(has(complaint("a: 1\nb: 2\na: 3\n"), "/c.yaml:3:1: the key 'a' is there twice, first on line 1"));
  EXPECT_TRUE(has(complaint("? [a]\n: b\n"), "/c.yaml:1:3: a key is a word, not a list"));
  EXPECT_TRUE(has(complaint("a: b\n---\nc: d\n"), "there is a second document"));
  EXPECT_TRUE(has(complaint("a: \xff\n"), "/c.yaml:1:4: it is not UTF-8"));
  EXPECT_TRUE(has(complaint("a: x\x1b[2J\n"), "/c.yaml:1:5: there is a control character"));
  EXPECT_TRUE(has(complaint(std::string("\xFF\xFE"
                                        "a\0:\0",
                                        6)),
                  "it is not UTF-8"));
  EXPECT_TRUE(has(complaint("a: !!python/object:os.system x\n"), "/c.yaml:1:4: tags (!name) are not read here"));
}

TEST(Yaml, AliasesEndTheReadingAtOnce) {
  EXPECT_TRUE(has(complaint("a: &x b\nc: *x\n"), "/c.yaml:1:4: anchors and aliases"));
  EXPECT_TRUE(has(complaint("<<: *x\n"), "/c.yaml:1:5: ")) << complaint("<<: *x\n");
  std::string laughs = "a0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "*a" + std::to_string(i - 1), now = std::to_string(i);
    laughs += "a" + now + ": &a" + now + " [" + before;
    for (int n = 0; n < 8; ++n) laughs += "," + before;
    laughs += "]\n";
  }
  EXPECT_TRUE(has(complaint(laughs), "/c.yaml:1:5: anchors and aliases"));
}

TEST(Yaml, SizeDepthAndNumberAreBounded) {
  EXPECT_TRUE(has(complaint(std::string(limits::yaml_file_max_bytes + 1, ' ')), "/c.yaml: it is larger than 64 KB"));
  std::string deep;
  for (std::size_t i = 0; i <= limits::yaml_depth_max; ++i) deep += "- ";
  EXPECT_TRUE(has(complaint(deep + "a\n"), "it is nested deeper than 16 levels"));
  EXPECT_TRUE(has(complaint(std::string(60'000, '[')), "/c.yaml:1:")) << complaint(std::string(60'000, '['));
  EXPECT_TRUE(has(complaint(std::string(60'000, '{')), "/c.yaml:1:"));
  EXPECT_TRUE(has(complaint(std::string(60'000, '-')), "(none)"));  // one long word
  std::string many = "a:\n";
  for (std::size_t i = 0; i <= limits::yaml_nodes_max; ++i) many += "- b\n";
  EXPECT_TRUE(has(complaint(many), "it has more than 4096 values"));
}

TEST(Yaml, WhatIsQuotedIsShortAndShowsNoSecret) {
  EXPECT_EQ(in_quotes("a\x1b[2Jb"), "'a^[[2Jb'");
  EXPECT_LT(in_quotes(std::string(1000, 'x')).size(), 80u);
  EXPECT_EQ(in_quotes("https://u:geheim-0001@h.example/").find("geheim"), std::string::npos);
}

}  // namespace
}  // namespace e401::policy
