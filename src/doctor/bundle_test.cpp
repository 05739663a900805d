// `e401 report`: what a maintainer gets to see of an npmrc, and what not.
#include "doctor/bundle.h"

#include <gtest/gtest.h>

#include "support/fakes.h"

namespace e401::doctor {
namespace {

std::string bundle_of(const std::string& npmrc) {
  support::Machine machine;
  machine.files.file("/home/u/.npmrc", npmrc).file("/home/u/p/package.json", "{}");
  machine.environment.cwd = "/home/u/p";
  machine.environment.passwd_home = "/home/u";
  machine.environment.variables = {{"HOME", "/home/u"}};
  Question question;
  question.offline = true;
  return render_bundle(diagnose(machine.world(), question));
}

bool shows(const std::string& bundle, const std::string& text) {
  return bundle.find(text) != std::string::npos;
}

TEST(Bundle, KeepsSettingsAndLeavesProseOut) {
  const std::string bundle = bundle_of(
      "# the password of joe is hunter2\n"
      ";//npm.acme.example/:_authToken=oldtoken\n"
      "registry=https://npm.acme.example/ ; ask kim, pw swordfish\n"
      "//npm.acme.example/:_authToken=newtoken # was oldertoken\n"
      "# fund = swordfish2\n");
  for (const char* secret : {"hunter2", "joe", "oldtoken", "swordfish", "newtoken", "oldertoken"})
    EXPECT_FALSE(shows(bundle, secret)) << secret;
  for (const char* kept : {"registry=https://npm.acme.example/ # ***", "//npm.acme.example/:_authToken=*** # ***",
                           "# //npm.acme.example/:_authToken=***", "# fund=***", "\"# ***\""})
    EXPECT_TRUE(shows(bundle, kept)) << kept << "\n" << bundle;
}

}  // namespace
}  // namespace e401::doctor
