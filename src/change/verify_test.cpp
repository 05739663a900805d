#include "change/verify.h"

#include <gtest/gtest.h>

#include "base/digest.h"

namespace e401::change {
namespace {

std::string sha512(const std::string& bytes) {
  return "sha512-" + base::sha512_base64(bytes);
}

TEST(CheckIntegrity, TheStrongestHashDecides) {
  EXPECT_TRUE(check_integrity("bytes", sha512("bytes")));
  EXPECT_TRUE(check_integrity("bytes", sha512("other") + " " + sha512("bytes")));
  EXPECT_TRUE(check_integrity("abc", "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0="));
  EXPECT_FALSE(check_integrity("abc", "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0= " + sha512("other")));
  EXPECT_TRUE(check_integrity("bytes", sha512("bytes") + "?opt"));
  EXPECT_FALSE(check_integrity("bytes", ""));
  EXPECT_FALSE(check_integrity("bytes", "sha256-x"));
  EXPECT_FALSE(check_integrity("bytes", "sha512-"));
}

TEST(VerifyTarballs, RefusesOtherBytesAndNoAnswer) {
  findings::Fix fix;
  fix.verify_tarballs = {"https://npm.acme.example/a/-/a-1.0.0.tgz " + sha512("bytes")};
  std::string asked;
  EXPECT_TRUE(verify_tarballs(
      fix, [&](const std::string& url) -> base::Result<std::string> { return (asked = url), "bytes"; }));
  EXPECT_EQ(asked, "https://npm.acme.example/a/-/a-1.0.0.tgz");
  EXPECT_EQ(verify_tarballs(fix, [](const std::string&) -> base::Result<std::string> { return "evil"; }).error().code,
            "integrity");
  EXPECT_EQ(verify_tarballs(
                fix, [](const std::string&) -> base::Result<std::string> { return base::fail("it answered 401"); })
                .error()
                .what,
            "it answered 401");
  fix.verify_tarballs = {"https://npm.acme.example/a/-/a-1.0.0.tgz"};
  EXPECT_FALSE(verify_tarballs(fix, [](const std::string&) -> base::Result<std::string> { return "bytes"; }));
}

}  // namespace
}  // namespace e401::change
