#include "providers/hosts.h"

#include <gtest/gtest.h>

namespace e401::providers {
namespace {

npm::Url url(std::string_view text) {
  return npm::parse_url(text).value();
}
std::string_view family(std::string_view text) {
  return family_of(url(text)).id;
}
Says says(std::string_view id, const AnswerWords& answer) {
  return meaning_of(*family_named(id), answer).says;
}

TEST(Families, AreToldByHostOrPath) {
  EXPECT_EQ(family(npm::public_registry_url()), "npmjs");
  EXPECT_EQ(family("https://npm.pkg.github.com/"), "github");
  EXPECT_EQ(family("https://npm.corp.ghe.com/"), "github");
  EXPECT_EQ(family("https://ghes.acme.example/_registry/npm/"), "github");
  EXPECT_EQ(family("https://git.acme.example/api/v4/groups/9/-/packages/npm/"), "gitlab");
  EXPECT_EQ(family("https://tfs.acme.example/Collection/_packaging/feed/npm/registry/"), "azure");
  EXPECT_EQ(family("https://acme-111122223333.d.codeartifact.eu-west-1.amazonaws.com/npm/shared/"), "codeartifact");
  EXPECT_EQ(family("https://europe-npm.pkg.dev/acme/npm/"), "google");
  EXPECT_EQ(family("https://art.acme.example/artifactory/api/npm/npm/"), "artifactory");
  EXPECT_EQ(family("https://nexus.acme.example/repository/npm-group/"), "nexus");
  EXPECT_EQ(family("https://git.acme.example/api/packages/team/npm/"), "gitea");
}

TEST(Families, ACompanysOwnHostNameSaysNothing) {
  EXPECT_EQ(family("https://npm.acme.example/"), "generic");
  EXPECT_EQ(family("https://verdaccio.acme.example/"), "generic");
}

TEST(Families, AreToldByTheAnswerWhereTheAddressSaysNothing) {
  const npm::Url own = url("https://npm.acme.example/");
  EXPECT_EQ(family_of(own, {.status = 401, .challenge = "Basic, Bearer"}).id, "verdaccio");
  EXPECT_EQ(family_of(own, {.status = 401, .challenge = "BASIC realm=\"Sonatype Nexus Repository Manager\""}).id,
            "nexus");
  EXPECT_EQ(family_of(own, {.status = 401, .challenge = "Basic realm=\"registry\""}).id, "generic");
}

TEST(Families, TheIdsAreDifferent) {
  for (const HostFamily* a : all_families()) EXPECT_EQ(family_named(a->id), a) << a->id;
  EXPECT_EQ(family_named("nowhere"), nullptr);
}

TEST(Meanings, GithubTellsItsFourRefusalsApart) {
  EXPECT_EQ(says("github", {.status = 401, .body = R"({"error":"authentication token not provided"})"}), Says::nobody);
  EXPECT_EQ(
      says("github", {.status = 401,
                      .body = R"({"error":"unauthenticated: User cannot be authenticated with the token provided."})"}),
      Says::unknown_credential);
  EXPECT_EQ(
      says("github",
           {.status = 403, .body = "Permission permission_denied: The token provided does not match expected scopes."}),
      Says::lacks_permission);
  EXPECT_EQ(says("github", {.status = 403, .body = "Permission permission_denied: read_package"}), Says::no_read_right);
  EXPECT_EQ(says("github", {.status = 404, .body = R"(npm package "gone" does not exist under owner "acme")"}),
            Says::absent);
}

TEST(Meanings, TheSame401OfGitlabMeansMoreWhenReading) {
  const std::string_view body = R"({"message":"401 Unauthorized"})";
  EXPECT_EQ(says("gitlab", {.method = "GET", .status = 401, .body = body}), Says::unknown_credential);
  EXPECT_EQ(says("gitlab", {.method = "PUT", .status = 401, .body = body}), Says::nobody_or_unknown);
}

TEST(Meanings, ChallengesForOtpAndAddressAreExactWords) {
  EXPECT_EQ(says("generic", {.status = 401, .challenge = "OTP"}), Says::second_factor);
  EXPECT_EQ(says("generic", {.status = 401, .challenge = "Basic, ipaddress"}), Says::other_address);
  EXPECT_EQ(says("generic", {.status = 401, .challenge = "Bearer realm=\"otp service\""}), Says::nothing);
}

TEST(Meanings, AnAnswerThatIsNoRefusalMeansNothing) {
  EXPECT_EQ(says("generic", {.status = 200, .body = "token expired"}), Says::nothing);
  EXPECT_EQ(says("generic", {.status = 503, .body = "token expired"}), Says::nothing);
}

TEST(Meanings, AGeneralWordBeatsAFamilysCatchAll) {
  EXPECT_EQ(says("google", {.status = 401, .body = "Token expired"}), Says::expired);
  EXPECT_EQ(says("google", {.status = 401, .body = ""}), Says::unknown_credential);
}

TEST(Meanings, AVersionThatExistsIsOnlyMeantWhenWriting) {
  const std::string_view body = R"({"error":"this package is already present"})";
  EXPECT_EQ(says("verdaccio", {.method = "PUT", .status = 409, .body = body}), Says::version_exists);
  EXPECT_EQ(says("generic", {.method = "GET", .status = 403, .body = body}), Says::nothing);
}

TEST(Addresses, WebPagesAreTakenForWhatTheyAre) {
  EXPECT_EQ(shape_of_address(url("https://github.com/acme")).wanted, "https://npm.pkg.github.com/");
  EXPECT_EQ(shape_of_address(url("https://www.npmjs.com/")).wanted, npm::public_registry_url());
  EXPECT_EQ(shape_of_address(url("https://dev.azure.com/fabrikam/web/_artifacts/feed/main")).wanted,
            "https://pkgs.dev.azure.com/fabrikam/_packaging/main/npm/registry/");
  EXPECT_EQ(shape_of_address(url("https://acme.jfrog.io/ui/native/npm-local/")).wanted,
            "https://acme.jfrog.io/artifactory/api/npm/npm-local/");
  EXPECT_EQ(shape_of_address(url("https://nexus.acme.example/#browse/browse:npm-group")).wanted,
            "https://nexus.acme.example/repository/npm-group/");
  EXPECT_EQ(shape_of_address(url("https://git.acme.example/team/api/-/packages")).wanted,
            "https://git.acme.example/api/v4/projects/ID/packages/npm/");
}

TEST(Addresses, AMissingPartIsFilledIn) {
  EXPECT_EQ(shape_of_address(url("https://acme.jfrog.io/artifactory/npm-local/")).wanted,
            "https://acme.jfrog.io/artifactory/api/npm/npm-local/");
  EXPECT_EQ(shape_of_address(url("https://pkgs.dev.azure.com/fabrikam/_packaging/main")).wanted,
            "https://pkgs.dev.azure.com/fabrikam/_packaging/main/npm/registry/");
  EXPECT_EQ(shape_of_address(url("https://git.acme.example/api/v4/projects/77/packages/")).wanted,
            "https://git.acme.example/api/v4/projects/77/packages/npm/");
}

TEST(Addresses, RightOnesFitAndUnknownOnesAreLeftAlone) {
  for (const std::string_view right :
       {"https://npm.pkg.github.com/", "https://git.acme.example/api/v4/packages/npm/",
        "https://acme.jfrog.io/artifactory/api/npm/npm/", "https://nexus.acme.example/repository/npm-group/",
        "https://pkgs.dev.azure.com/f/_packaging/m/npm/registry/"})
    EXPECT_EQ(shape_of_address(url(right)).kind, AddressShape::Kind::fits) << right;
  EXPECT_EQ(shape_of_address(url("https://npm.acme.example/")).kind, AddressShape::Kind::unknown);
}

TEST(NewCredentials, AreFiledUnderTheKeysTheVendorUses) {
  EXPECT_EQ(keys_for_new_credential(url("https://npm.acme.example/npm")),
            (std::vector<std::string>{"//npm.acme.example/npm/"}));
  EXPECT_EQ(keys_for_new_credential(url("https://pkgs.dev.azure.com/f/_packaging/m/npm/registry/")),
            (std::vector<std::string>{"//pkgs.dev.azure.com/f/_packaging/m/npm/registry/",
                                      "//pkgs.dev.azure.com/f/_packaging/m/npm/"}));
}

TEST(NewCredentials, TheCommandIsFilledIn) {
  const npm::Url aws = url("https://acme-111122223333.d.codeartifact.eu-west-1.amazonaws.com/npm/shared/");
  EXPECT_EQ(new_credential(family_of(aws), aws, "@acme", For::reading).commands.at(0),
            "aws codeartifact login --tool npm --domain acme --domain-owner 111122223333 --region "
            "eu-west-1 --repository shared --namespace @acme");
  EXPECT_EQ(new_credential(family_of(aws), aws, "@acme", For::reading).token_command,
            "aws codeartifact get-authorization-token --domain acme --domain-owner 111122223333 --region eu-west-1 "
            "--query authorizationToken --output text");
  const npm::Url github = url("https://npm.pkg.github.com");
  EXPECT_EQ(new_credential(family_of(github), github, "@acme", For::publishing).commands.at(0),
            "npm login --registry=https://npm.pkg.github.com/ --scope=@acme --auth-type=legacy");
  EXPECT_EQ(new_credential(family_of(github), github, "@acme", For::publishing).right, "write:packages");
}

TEST(NewCredentials, EveryFamilyHasAWay) {
  const npm::Url any = url("https://npm.acme.example/");
  for (const HostFamily* f : all_families()) {
    const NewCredential way = new_credential(*f, any, "", For::reading);
    EXPECT_TRUE(!way.commands.empty() || !way.page.empty()) << f->id;
  }
}

}  // namespace
}  // namespace e401::providers
