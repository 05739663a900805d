#include "change/allow_credential.h"

#include <gtest/gtest.h>

#include "base/edit.h"
#include "support/memory_files.h"

namespace e401::change {
namespace {

constexpr char user_rc[] = "/home/u/.npmrc";

struct Place {
  support::MemoryFiles files;
  npm::Config config;
  explicit Place(const std::string& user, const std::string& project = "") {
    files.file(user_rc, user, 0600).file("/home/u/project/package.json", "{}");
    if (!project.empty()) files.file("/home/u/project/.npmrc", project);
    npm::Situation s;
    s.env = {{"HOME", "/home/u"}};
    s.cwd = "/home/u/project";
    s.home = "/home/u";
    config = npm::load_config(std::move(s), files);
  }
  std::string after(const AllowCredential& allow) const {
    const auto step = step_for(config, allow);
    if (!step) return step.error().what;
    std::vector<base::TextEdit> edits;
    for (const auto& e : step->fix.changes.at(0).edits) edits.push_back({e.span, e.replacement.reveal()});
    return base::apply_edits(*files.bytes_of(step->fix.changes[0].path), edits).value();
  }
};

TEST(AllowCredential, AddsTheKeyBelowTheExistingOneWithItsValueAsWritten) {
  const Place place("a=1\r\n//old.acme.example/:_authToken=\"${NPM_TOKEN}\" ; mine\r\nb=2\r\n");
  EXPECT_EQ(place.after({"npm.acme.example:8443/npm", "//old.acme.example/:_authToken"}),
            "a=1\r\n//old.acme.example/:_authToken=\"${NPM_TOKEN}\" ; mine\r\n"
            "//npm.acme.example:8443/npm/:_authToken=\"${NPM_TOKEN}\"\r\nb=2\r\n");
}

TEST(AllowCredential, TheOnlyCredentialNeedsNoName) {
  const Place place("//old.acme.example/:_authToken=tok");
  EXPECT_EQ(place.after({"https://npm.acme.example/", ""}),
            "//old.acme.example/:_authToken=tok\n//npm.acme.example/:_authToken=tok");
}

TEST(AllowCredential, OfSeveralOneMustBeNamed) {
  const Place place("//a.example/:_authToken=x\n//b.example/:_auth=eDp5\n");
  const auto step = step_for(place.config, {"c.example/", ""});
  ASSERT_FALSE(step);
  EXPECT_EQ(step.error().code, "usage");
  EXPECT_NE(step.error().what.find("//b.example/:_auth"), std::string::npos);
  EXPECT_EQ(step.error().what.find("eDp5"), std::string::npos);
}

TEST(AllowCredential, APasswordTakesItsUserNameAlong) {
  const Place place("//a.example/:username=u\n//a.example/:_password=cHc=\n");
  EXPECT_EQ(
      place.after({"b.example/", "//a.example/:_password"}),
      "//a.example/:username=u\n//b.example/:username=u\n//a.example/:_password=cHc=\n//b.example/:_password=cHc=\n");
}

TEST(AllowCredential, ABareCredentialCanBeNamedToo) {
  const Place place("_authToken=tok\n");
  EXPECT_EQ(place.after({"b.example/npm/", "_authToken"}), "_authToken=tok\n//b.example/npm/:_authToken=tok\n");
}

TEST(AllowCredential, TheWholeOfASharedHostIsRefusedUnlessTheRegistryLiesThere) {
  const Place place("//old.example/:_authToken=tok\n");
  EXPECT_EQ(step_for(place.config, {"gitlab.com/", ""}).error().code, "refused");
  EXPECT_TRUE(step_for(place.config, {"gitlab.com/api/v4/groups/9/-/packages/npm/", ""}));
  const Place github("@acme:registry=https://npm.pkg.github.com/\n//old.example/:_authToken=tok\n");
  EXPECT_TRUE(step_for(github.config, {"npm.pkg.github.com/", ""}));
}

TEST(AllowCredential, WhereTheProjectSaysTheRegistryLiesIsNoReasonForAWiderKey) {
  for (const char* line : {"registry=https://gitlab.com/\n", "@x:registry=https://gitlab.com/\n"}) {
    const Place place("//old.example/:_authToken=tok\n", line);
    EXPECT_EQ(step_for(place.config, {"gitlab.com", ""}).error().code, "refused") << line;
  }
  // npm's key of this address is the whole host's, since its last slash is missing; the registry is not.
  const Place lost("@x:registry=https://gitlab.com/foo\n//old.example/:_authToken=tok\n");
  EXPECT_EQ(step_for(lost.config, {"gitlab.com", ""}).error().code, "refused");
}

TEST(AllowCredential, AHostIsNamedAsItIs) {
  const Place place("//old.example/:_authToken=tok\n");
  for (const char* name : {"gitlab.com.", "gitlab.com./x/", "gitlab.com\\", "gitlab.com\\x"})
    EXPECT_FALSE(step_for(place.config, {name, ""})) << name;
}

TEST(AllowCredential, RefusesWhatIsNoPlaceOrThereAlready) {
  const Place place("//a.example/:_authToken=x\n//b.example/:_authToken=y\n");
  EXPECT_EQ(step_for(place.config, {"", "//a.example/:_authToken"}).error().code, "usage");
  EXPECT_EQ(step_for(place.config, {"u:p@c.example/", "//a.example/:_authToken"}).error().code, "usage");
  EXPECT_EQ(step_for(place.config, {"c.example/", "//nothing.example/:_authToken"}).error().code, "usage");
  EXPECT_EQ(step_for(place.config, {"b.example/", "//a.example/:_authToken"}).error().code, "refused");
}

}  // namespace
}  // namespace e401::change
