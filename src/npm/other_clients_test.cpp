#include "npm/other_clients.h"

#include <gtest/gtest.h>

namespace e401::npm {
namespace {

TEST(OtherClients, Pnpm) {
  const LoggedRun run = parse_log(
      " ERR_PNPM_FETCH_404  GET https://h.example/@acme%2Fui: Not Found - 404\n\n@acme/ui is not in the npm registry, "
      "or "
      "you have no permission to fetch it.\n\nNo authorization header was set for the request.\n");
  EXPECT_EQ(run.client, "pnpm");
  EXPECT_EQ(run.error_code, "ERR_PNPM_FETCH_404");
  EXPECT_EQ(run.failed_url, "https://h.example/@acme%2Fui");
  EXPECT_EQ(run.failed_status, 404);
  EXPECT_EQ(run.sent, LoggedRun::Sent::no);
}

TEST(OtherClients, Yarn) {
  const LoggedRun one = parse_log(
      "error An unexpected error occurred: \"https://h.example/@acme%2fui: Request "
      "\\\"https://h.example/@acme%2fui\\\" "
      "returned a 401\".\n");
  EXPECT_EQ(one.client, "Yarn 1");
  EXPECT_EQ(one.failed_url, "https://h.example/@acme%2fui");
  EXPECT_EQ(one.failed_status, 401);
  const LoggedRun berry = parse_log(
      "\xe2\x9e\xa4 YN0035: \xe2\x94\x82 @acme/ui@npm:1.0.0: The remote server failed to provide the requested "
      "resource\n"
      "\xe2\x9e\xa4 YN0035: \xe2\x94\x82   Response Code: 403 (Forbidden)\n"
      "\xe2\x9e\xa4 YN0035: \xe2\x94\x82   Request Method: GET\n"
      "\xe2\x9e\xa4 YN0035: \xe2\x94\x82   Request URL: https://h.example/@acme%2fui\n");
  EXPECT_EQ(berry.client, "Yarn");
  EXPECT_EQ(berry.failed_status, 403);
  EXPECT_EQ(berry.failed_url, "https://h.example/@acme%2fui");
  const LoggedRun nobody = parse_log(
      "\xe2\x9e\xa4 YN0041: \xe2\x94\x82 @acme/ui@npm:1.0.0: Invalid authentication (as an anonymous user)\n");
  EXPECT_EQ(nobody.failed_status, 401);
  EXPECT_EQ(nobody.sent, LoggedRun::Sent::no);
}

TEST(OtherClients, Bun) {
  const LoggedRun run = parse_log("bun install v1.3.0\nerror: GET https://h.example/@acme%2fui - 401\n");
  EXPECT_EQ(run.client, "Bun");
  EXPECT_EQ(run.failed_status, 401);
  EXPECT_EQ(run.failed_url, "https://h.example/@acme%2fui");
}

TEST(OtherClients, NpmStaysNpm) {
  EXPECT_EQ(parse_log("npm error code E401\nerror: GET https://h.example/x - 401\n").client, "npm");
  EXPECT_EQ(parse_log("the error returned a 401\nERR_PNPM\n").client, "npm");
}

}  // namespace
}  // namespace e401::npm
