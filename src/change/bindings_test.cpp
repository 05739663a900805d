#include "change/bindings.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace e401::change {
namespace {

std::vector<NewBinding> bound(const std::string& before, const std::string& after) {
  return new_bindings({"/home/u/.npmrc", before, after}, {{"npm.acme.example", "gitlab.example.com"}, {}});
}

TEST(NewBindings, AMisspelledKeyWasMeantForThePlaceItNames) {
  for (const char* line : {"//npm.acme.example/:_authtoken=tok-1", "https://npm.acme.example/:_authToken=tok-1",
                           "npm.acme.example/:_authToken=tok-1", "//npm.acme.example:_authToken=tok-1",
                           "//NPM.acme.example/:_authToken=tok-1", "//npm.acme.example/_authToken=tok-1",
                           "//npm.acme.example/:_authToken tok-1"}) {
    const auto b = bound(std::string(line) + "\n", "//npm.acme.example/:_authToken=tok-1\n");
    ASSERT_EQ(b.size(), 1u) << line;
    EXPECT_TRUE(b[0].was_meant) << line;
    EXPECT_FALSE(b[0].binding.other_host) << line;
    EXPECT_FALSE(b[0].binding.named_by_project_only) << line;
    EXPECT_EQ(b[0].binding.from, "/home/u/.npmrc:1");
  }
}

TEST(NewBindings, AnotherPortOrPathOfTheSameHostIsTold) {
  for (const char* key : {"//npm.acme.example:8443/:_authToken", "//npm.acme.example/npm/:_authToken"}) {
    const auto b = bound("//npm.acme.example/:_authToken=tok-1\n", std::string(key) + "=tok-1\n");
    ASSERT_EQ(b.size(), 1u);
    EXPECT_FALSE(b[0].was_meant) << key;
    EXPECT_FALSE(b[0].binding.other_host) << key;
  }
  const auto wider = bound("//npm.acme.example/npm/:_authToken=tok-1\n", "//npm.acme.example/:_authToken=tok-1\n");
  ASSERT_EQ(wider.size(), 1u);
  EXPECT_FALSE(wider[0].was_meant);
}

TEST(NewBindings, AnotherHostIsSeenWhateverTheRuleSays) {
  const auto b = bound("//old.acme.example/:_authToken=tok-1\n",
                       "//old.acme.example/:_authToken=tok-1\n//npm.acme.example/:_authToken=tok-1\n");
  ASSERT_EQ(b.size(), 1u);
  EXPECT_TRUE(b[0].binding.other_host);
  EXPECT_FALSE(b[0].binding.named_by_project_only);
}

TEST(NewBindings, AHostThatOnlyTheProjectNamesIsSeen) {
  const auto b = bound("_authToken=tok-1\n", "//evil.example/:_authToken=tok-1\n");
  ASSERT_EQ(b.size(), 1u);
  EXPECT_TRUE(b[0].binding.named_by_project_only);
  EXPECT_FALSE(b[0].binding.other_host) << "a bare credential belonged to no host";
}

TEST(NewBindings, AVariableThatIsReadForTheFirstTimeCounts) {
  const auto b = bound("//npm.acme.example/:_authToken=$NPM_TOKEN\n", "//npm.acme.example/:_authToken=${NPM_TOKEN}\n");
  ASSERT_EQ(b.size(), 1u);
  EXPECT_EQ(b[0].binding.from, "env:NPM_TOKEN");
  EXPECT_TRUE(b[0].was_meant);
  const auto other = bound("//npm.acme.example/:_authToken=x\n", "//npm.acme.example/:_authToken=${AWS_SECRET}\n");
  ASSERT_EQ(other.size(), 1u);
  EXPECT_FALSE(other[0].was_meant);
}

TEST(NewBindings, AValueThatIsWrittenRightGoesWhereItWentBefore) {
  EXPECT_TRUE(bound("//h.example/:_authToken=\"Bearer tok\"\n", "//h.example/:_authToken=tok\n").empty());
  EXPECT_TRUE(bound("//h.example/:_authToken=${A}\n", "//h.example/:_authToken=${A}\nfund=false\n").empty());
  EXPECT_TRUE(bound("//h.example/:_authToken=tok\nx=1\n", "//h.example/:_authToken=tok\n").empty());
  EXPECT_TRUE(bound("a=1\n", "registry=https://h.example/\n//h.example/:username=u\n").empty());
}

TEST(NewBindings, ASectionHidAndAMergedLineHeldWhatIsBoundNow) {
  const auto section = bound("[x]\n//npm.acme.example/:_authToken=tok-1\n", "//npm.acme.example/:_authToken=tok-1\n");
  ASSERT_EQ(section.size(), 1u);
  EXPECT_TRUE(section[0].was_meant);
  const auto merged = bound("registry=https://npm.acme.example///npm.acme.example/:_authToken=tok-1\n",
                            "registry=https://npm.acme.example/\n//npm.acme.example/:_authToken=tok-1\n");
  ASSERT_EQ(merged.size(), 1u);
  EXPECT_TRUE(merged[0].was_meant);
  EXPECT_FALSE(merged[0].binding.other_host);
}

TEST(NewBindings, ATokenInARegistrysAddressBelongsToThatHost) {
  const auto b = bound("registry=https://u:tok-12345@npm.acme.example/\n",
                       "registry=https://npm.acme.example/\n//npm.acme.example/:_authToken=tok-12345\n");
  ASSERT_EQ(b.size(), 1u);
  EXPECT_FALSE(b[0].binding.other_host);
}

TEST(WordsFor, SayWhatGoesWhere) {
  EXPECT_EQ(words_for({"//npm.acme.example:8443/:_authToken", "~/.npmrc:3", false, false}),
            "this sends the token of ~/.npmrc:3 to npm.acme.example:8443, which it did not before");
  EXPECT_EQ(
      words_for({"//evil.example/npm/:_authToken", "env:NPM_TOKEN", true, false}),
      "this sends the value of the variable NPM_TOKEN to evil.example/npm, which it did not before (only files of "
      "this project name that registry)");
}

TEST(HostOfKey, KnowsTheHostOfAnySpelling) {
  EXPECT_EQ(host_of_key("//npm.acme.example:8443/x/:_auth"), "npm.acme.example:8443");
  EXPECT_EQ(host_of_key("https://npm.acme.example/:_auth"), "npm.acme.example");
  EXPECT_EQ(host_of_key("//npm.acme.example:_auth"), "npm.acme.example");
  EXPECT_EQ(host_of_key("_authToken"), "");
}

}  // namespace
}  // namespace e401::change
