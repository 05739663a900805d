// `e401 why`: every kind of target, and the JSON in the shape that is promised.
#include "doctor/why.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "support/fakes.h"

namespace e401::doctor {
namespace {

const std::string token = "npm_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const std::string person =
    "registry=https://npm.acme.example/npm/\n@acme:registry=https://gl.example/api/npm/\n"
    "//npm.acme.example/npm/:_authToken=" +
    token + "\n//gl.example/:_authToken=" + token + "\n//npm.acme.example/:_authToken=short\n";

npm::Config config_of(const std::string& text) {
  support::MemoryFiles files;
  files.file("/home/u/.npmrc", text).file("/home/u/p/package.json", "{}");
  npm::Situation situation;
  situation.cwd = "/home/u/p";
  situation.home = "/home/u";
  situation.env = {{"HOME", "/home/u"}};
  return npm::load_config(situation, files);
}

struct Expected {
  const char* target;
  const char* request;
  const char* key;
  const char* problem;  // a part of the only one; "" none
};

TEST(Why, KnowsEveryKindOfTarget) {
  const npm::Config config = config_of(person);
  const char* const own = "//npm.acme.example/npm/:_authToken";
  const char* const wide = "//gl.example/:_authToken";
  const char* const exact = "publish and whoami look only under //gl.example/api/npm/";
  for (const Expected& e : std::initializer_list<Expected>{
           {"left-pad", "https://npm.acme.example/npm/left-pad", own, ""},
           {"left-pad@latest", "https://npm.acme.example/npm/left-pad", own, ""},
           {"x@>=1 <2", "https://npm.acme.example/npm/x", own, ""},
           {"@acme/w@^1", "https://gl.example/api/npm/@acme%2fw", wide, exact},
           {"x@npm:@acme/w@2", "https://gl.example/api/npm/@acme%2fw", wide, exact},
           {"npm:@acme/w", "https://gl.example/api/npm/@acme%2fw", wide, exact},
           {"https://npm.acme.example/npm/x/-/x-1.tgz", "https://npm.acme.example/npm/x/-/x-1.tgz", own, ""},
           {"HTTPS://U:secret@NPM.acme.example/npm/x", "https://U:***@npm.acme.example/npm/x", own, ""},
           {"@acme/w@https://npm.acme.example/npm/w.tgz", "https://npm.acme.example/npm/w.tgz", own, "EALLOWREMOTE"},
           {"github:a/b", "", "", ""},
           {"git+ssh://git@h.example/a.git", "", "", ""},
           {"./x", "", "", ""},
           {"file:../x", "", "", ""},
           {"x y", "", "", "npm takes no such name"},
           {"", "", "", "npm takes no such name"},
           {"x@workspace:*", "", "", "npm takes no such name"}}) {
    const Why w = why(config, e.target);
    EXPECT_EQ(w.request, e.request) << e.target;
    EXPECT_EQ(w.decision.sent ? w.decision.sent->key() : "", e.key) << e.target;
    ASSERT_EQ(w.problems.size(), *e.problem ? 1u : 0u) << e.target;
    if (*e.problem) {
      EXPECT_NE(w.problems.front().find(e.problem), std::string::npos) << w.problems.front();
    }
    EXPECT_EQ(!w.no_request_note.empty(), !*e.request && !*e.problem) << e.target;
  }
}

TEST(Why, SaysThatNpmStopsBeforeItAsks) {
  const Why bare = why(config_of("_authToken=" + token + "\n"), "x");
  ASSERT_EQ(bare.problems.size(), 1u);
  EXPECT_NE(bare.problems.front().find("ERR_INVALID_AUTH"), std::string::npos);
  EXPECT_NE(bare.problems.front().find("/home/u/.npmrc:1"), std::string::npos);
  const Why broken = why(config_of("'null'=x\n"), "x");
  EXPECT_EQ(broken.request, "");
  ASSERT_EQ(broken.problems.size(), 1u);
}

TEST(Why, JsonHasTheShapeThatIsPromised) {
  const npm::Config config = config_of(person);
  const auto json = base::parse_json(render_why_json({why(config, "x"), why(config, "github:a/b")}));
  ASSERT_TRUE(json);
  EXPECT_EQ(*json->find_string({"schema"}), "e401.why/1");
  const base::Json& first = json->find("targets")->items.at(0);
  EXPECT_EQ(*first.find_string({"registry", "key"}), "registry");
  EXPECT_EQ(*first.find_string({"registry", "source"}), "user");
  EXPECT_EQ(*first.find_string({"registry", "file"}), "/home/u/.npmrc");
  EXPECT_EQ(first.find("registry")->find("line")->number, 1);
  EXPECT_EQ(*first.find_string({"credential", "type"}), "bearer");
  EXPECT_EQ(*first.find_string({"credential", "fingerprint"}), base::Secret(token).fingerprint());
  EXPECT_EQ(first.find("credential")->find("line")->number, 3);
  EXPECT_EQ(first.find("considered")->items.size(), 2u);
  EXPECT_TRUE(first.find("problems")->is_array());
  const base::Json& second = json->find("targets")->items.at(1);
  EXPECT_EQ(second.find("request")->kind, base::Json::Kind::null);
  EXPECT_EQ(second.find("registry")->find("url")->kind, base::Json::Kind::null);
  EXPECT_EQ(*second.find_string({"credential", "type"}), "none");
}

}  // namespace
}  // namespace e401::doctor
