#include "providers/name_owner.h"

#include <gtest/gtest.h>

namespace e401::providers {
namespace {

TEST(NameOwner, is_what_one_party_registered) {
  EXPECT_EQ(owner_domain("npm.acme.example"), "acme.example");
  EXPECT_EQ(owner_domain("acme.example"), "acme.example");
  EXPECT_EQ(owner_domain("npm.acme.co.uk"), "acme.co.uk");
  EXPECT_EQ(owner_domain("co.uk"), "co.uk");
  EXPECT_EQ(owner_domain("localhost"), "localhost");
  EXPECT_EQ(owner_domain("10.1.2.3"), "10.1.2.3");
}

TEST(NameOwner, keeps_the_customer_below_a_hoster) {
  EXPECT_EQ(owner_domain("acme.jfrog.io"), "acme.jfrog.io");
  EXPECT_EQ(owner_domain("npm.acme.pages.dev"), "acme.pages.dev");
  EXPECT_EQ(owner_domain("a-1.d.codeartifact.eu-west-1.amazonaws.com"), "a-1.d.codeartifact.eu-west-1.amazonaws.com");
  EXPECT_TRUE(share_a_hoster("acme.jfrog.io", "emca.jfrog.io"));
  EXPECT_TRUE(share_a_hoster("a.run.app", "b-x.a.run.app"));
  EXPECT_FALSE(share_a_hoster("npm.acme.example", "acme.example"));
}

}  // namespace
}  // namespace e401::providers
