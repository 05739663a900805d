#include "npm/expand.h"

#include <gtest/gtest.h>

#include <map>

#include "npm/vectors_for_test.h"

namespace e401::npm {
namespace {

Lookup lookup_in(std::map<std::string, std::string, std::less<>> variables) {
  return [variables = std::move(variables)](std::string_view name) -> std::optional<std::string> {
    const auto at = variables.find(name);
    return at == variables.end() ? std::nullopt : std::optional(at->second);
  };
}

TEST(Expand, AgreesWithTheRealNpm) {
  for (const char* file : vector_files) {
    const base::Json vectors = recorded_vectors(file);
    std::map<std::string, std::string, std::less<>> variables;
    for (const auto& [name, value] : vectors.find_path({"env", "variables"})->members) variables[name] = value.text;
    const Lookup lookup = lookup_in(variables);
    int seen = 0;
    for (const base::Json& v : vectors.find_path({"env", "vectors"})->items) {
      EXPECT_EQ(expand(v.items[0].text, lookup).text, v.items[1].text) << v.items[0].text;
      ++seen;
    }
    EXPECT_GE(seen, 30);
  }
}

TEST(Expand, EveryUseIsReportedAndEscapedOnesAreNot) {
  const Expansion e = expand("${A} ${B?} ${C} \\${D} ${E}", lookup_in({{"A", "1"}, {"E", ""}}));
  EXPECT_EQ(e.text, "1  ${C} ${D} ");
  EXPECT_EQ(
      e.uses,
      (std::vector<VariableUse>{
          {"A", false, true, false}, {"B", true, false, false}, {"C", false, false, false}, {"E", false, true, true}}));
}

TEST(Expand, BeforeNpm11AQuestionMarkBelongsToTheName) {
  const Lookup lookup = lookup_in({{"A", "1"}, {"B?", "2"}});
  EXPECT_EQ(expand("${A?}", lookup, false).text, "${A?}");
  EXPECT_EQ(expand("${B?}", lookup, false).text, "2");
  EXPECT_EQ(expand("${B?}", lookup, true).text, "");
  EXPECT_EQ(expand("${B?x}${A}", lookup, false).text, "${B?x}1");
}

TEST(Expand, AValueIsNotExpandedAgain) {
  EXPECT_EQ(expand("${A}", lookup_in({{"A", "${B}"}, {"B", "no"}})).text, "${B}");
}

}  // namespace
}  // namespace e401::npm
