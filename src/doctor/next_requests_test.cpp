// What is asked for where a project depends on more packages than one diagnosis asks for.
#include "doctor/next_requests.h"

#include <gtest/gtest.h>

#include <set>

#include "base/limits.h"
#include "doctor/doctor.h"
#include "support/fakes.h"

namespace e401::doctor {
namespace {

rules::Facts gathered(const std::string& dependencies, const std::string& rc, std::vector<findings::Skipped>& skipped) {
  support::Machine machine;
  machine.files.file("/home/u/project/package.json", R"({"name":"a","dependencies":{)" + dependencies + "}}");
  machine.files.file("/home/u/.npmrc", rc);
  machine.environment.cwd = "/home/u/project";
  machine.environment.passwd_home = "/home/u";
  machine.environment.variables = {{"HOME", "/home/u"}};
  return gather(machine.world(), {}, skipped);
}

std::string many(int count, const std::string& before, const std::string& behind) {
  std::string out;
  for (int i = 0; i < count; ++i) out += (i ? "," : "") + ("\"" + before) + std::to_string(i) + behind + R"(":"1")";
  return out;
}

TEST(NextRequests, a_registry_with_one_package_is_not_lost_behind_many_of_another) {
  std::vector<findings::Skipped> skipped;
  const rules::Facts facts =
      gathered(many(50, "plain-", "") + R"(,"@acme/p":"1")", "@acme:registry=https://npm.acme.example/\n", skipped);
  std::set<std::string> hosts;
  for (const rules::Concern& c : facts.concerns) hosts.insert(c.host);
  EXPECT_TRUE(hosts.contains("npm.acme.example"));
  EXPECT_EQ(facts.concerns.size(), static_cast<std::size_t>(limits::probe_packages_max));
  EXPECT_TRUE(skipped.empty()) << skipped.front().what;
}

TEST(NextRequests, registries_that_are_left_out_are_named) {
  std::string rc;
  for (int i = 0; i < 20; ++i)
    rc += "@s" + std::to_string(i) + ":registry=https://h" + std::to_string(i) + ".example/\n";
  std::vector<findings::Skipped> skipped;
  const rules::Facts facts = gathered(many(20, "@s", "/p"), rc, skipped);
  EXPECT_EQ(facts.concerns.size(), static_cast<std::size_t>(limits::probe_packages_max));
  ASSERT_EQ(skipped.size(), 1u);
  EXPECT_EQ(skipped[0].what, "asking 4 more registries");
  EXPECT_TRUE(skipped[0].mattered);
}

}  // namespace
}  // namespace e401::doctor
