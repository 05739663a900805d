#include "base/digest.h"
#include "npm/config_for_test.h"

namespace e401::npm {
namespace {

std::string reasons(const Config& config, std::string_view url, std::string_view spec = {}) {
  const Decision d = credential_for_request(config, *parse_url(url), spec.empty() ? PackageSpec{} : *parse_spec(spec));
  std::string out;
  for (const Considered& c : d.considered) out += c.key + "=" + std::string(name_of(c.reason)) + " ";
  return out;
}

std::string registry_of(const Config& config, std::string_view spec) {
  return registry_for(config, *parse_spec(spec)).url;
}

TEST(RegistryFor, the_scope_decides_then_the_scope_option_then_the_default) {
  const Config config =
      Machine()
          .user("registry=https://d.example/\n@a:registry=https://a.example/\n@b:registry=https://b.example/\n")
          .load();
  EXPECT_EQ(registry_of(config, "@a/x"), "https://a.example/");
  EXPECT_EQ(registry_of(config, "@A/x"), "https://d.example/");
  EXPECT_EQ(registry_of(config, "x@npm:@a/y@1"), "https://d.example/");  // the outer name has no scope
  const Config scoped = Machine()
                            .user("registry=https://d.example/\n@b:registry=https://b.example/\n")
                            .argv({"whoami", "--scope=b"})
                            .load();
  EXPECT_EQ(registry_of(scoped, "plain"), "https://b.example/");
  EXPECT_EQ(registry_for(scoped, {}).url, "https://d.example/");  // ping, whoami: no spec
  EXPECT_EQ(registry_for(scoped, *parse_spec("plain")).via, "scope option");
}

TEST(RegistryFor, npms_default_has_no_entry) {
  const RegistryChoice choice = registry_for(Machine().load(), {});
  EXPECT_EQ(choice.url, public_registry_url());
  EXPECT_EQ(choice.entry, nullptr);
}

TEST(Credentials, the_deepest_key_that_counts_wins_with_or_without_a_slash) {
  const Config config =
      Machine()
          .user(
              "//h.example/:_authToken=root\n//h.example/npm:_authToken=no-slash\n//h.example/npm/x/:_authToken=deep\n"
              "//h.example:_authToken=host\n")
          .load();
  EXPECT_EQ(header_for(config, "https://h.example/npm/x/y"), "Bearer deep");
  EXPECT_EQ(header_for(config, "https://h.example/npm/y"), "Bearer no-slash");
  EXPECT_EQ(header_for(config, "https://h.example/npm-evil/y"), "Bearer root");
  EXPECT_EQ(header_for(config, "https://h.example:8443/npm/y"), "");
}

TEST(Credentials, a_key_with_only_certificates_hides_the_token_above_it) {
  const Config config =
      Machine().user("//h.example/:_authToken=t\n//h.example/npm/:certfile=c\n//h.example/npm/:keyfile=k\n").load();
  const Decision d = credential_for_request(config, *parse_url("https://h.example/npm/x"));
  ASSERT_TRUE(d.sent);
  EXPECT_EQ(d.sent->kind, CredentialKind::mtls);
  EXPECT_TRUE(d.sent->authorization.empty());
  EXPECT_EQ(d.sent->certfile, "c");
}

TEST(Credentials, the_two_look_ups_rank_the_fields_differently) {
  const std::string pair = base::base64_encode("d");
  const Config config =
      Machine()
          .user(
              "registry=https://h.example/\n//h.example/:_auth=YTpi\n//h.example/:username=c\n//h.example/:_password=" +
              pair + "\n")
          .load();
  EXPECT_EQ(header_for(config, "https://h.example/x"), "Basic YTpi");
  const auto own = credentials_by_uri(config, "https://h.example/");
  ASSERT_TRUE(own);
  EXPECT_EQ(own->username, "c");
  EXPECT_EQ(own->password.reveal(), "d");
  EXPECT_EQ(own->authorization.reveal(), "Basic " + base::base64_encode("c:d"));
}

TEST(Credentials, whoami_looks_at_one_key_only) {
  const Config config = Machine().user("registry=https://h.example/npm/\n//h.example/:_authToken=t\n").load();
  EXPECT_EQ(header_for(config, "https://h.example/npm/x"), "Bearer t");
  EXPECT_EQ(identity(config, config.registry()).kind, Identity::Kind::none);
  const Config slashless = Machine().user("registry=https://h.example/npm\n//h.example/:_authToken=t\n").load();
  EXPECT_EQ(identity(slashless, slashless.registry()).kind, Identity::Kind::ask);
  const Config basic =
      Machine().user("registry=https://h.example/\n//h.example/:_auth=" + base::base64_encode("joe:x") + "\n").load();
  EXPECT_EQ(identity(basic, basic.registry()).kind, Identity::Kind::local_name);
  EXPECT_EQ(identity(basic, basic.registry()).name, "joe");
}

TEST(Credentials, the_registrys_own_goes_to_other_paths_of_its_host) {
  const Config config = Machine().user("registry=https://h.example/npm/\n//h.example/npm/:_authToken=t\n").load();
  EXPECT_EQ(header_for(config, "https://h.example/files/x.tgz"), "Bearer t");
  EXPECT_EQ(header_for(config, "http://h.example/files/x.tgz"), "Bearer t");
  EXPECT_EQ(header_for(config, "https://h.example:8443/files/x.tgz"), "");
  EXPECT_TRUE(credential_for_request(config, *parse_url("https://h.example/files/x.tgz")).by_registry_fallback);
}

TEST(Credentials, a_scoped_registrys_own_reaches_its_tarballs_only_with_the_scope) {
  const Config config =
      Machine().user("@s:registry=https://h.example/p/1/npm/\n//h.example/p/1/npm/:_authToken=t\n").load();
  EXPECT_EQ(header_for(config, "https://h.example/p/2/npm/x.tgz"), "");
  EXPECT_EQ(header_for(config, "https://h.example/p/2/npm/x.tgz", "@s/p"), "Bearer t");
  EXPECT_EQ(header_for(config, "https://h.example/p/2/npm/x.tgz", "x@npm:@s/p@1"), "Bearer t");
  const Decision d = credential_for_request(config, *parse_url("https://cdn.example/x.tgz"), *parse_spec("@s/p"));
  EXPECT_FALSE(d.sent);
  EXPECT_EQ(d.unused_scope_key, "//h.example/p/1/npm/:_authToken");
}

TEST(Credentials, user_and_password_in_the_address_count_without_a_header) {
  const Config config = Machine().load();
  EXPECT_TRUE(credential_for_request(config, *parse_url("https://u:p@h.example/x")).by_url_userinfo);
}

TEST(Credentials, a_path_joined_to_a_registry_makes_it_the_default_for_this_request) {
  const Config config =
      Machine()
          .user("registry=https://d.example/\n@s:registry=https://s.example/a/\n//s.example/b/:_authToken=t\n")
          .argv({"--scope=s"})
          .load();
  const RegistryChoice joined = registry_for(config, *parse_spec("plain"));
  EXPECT_EQ(joined.url, "https://s.example/a/");
  EXPECT_EQ(request_url(joined.url, "/plain"), "https://s.example/a/plain");
}

TEST(Credentials, npm_6_sends_bare_ones_to_any_registry_but_not_to_other_hosts) {
  const Config config = Machine("6.14.18")
                            .user(
                                "registry=https://h.example/npm/\n@s:registry=https://s.example/\n_authToken=bare\n//"
                                "s.example/:_authToken=own\n")
                            .load();
  EXPECT_EQ(header_for(config, "https://h.example/npm/x"), "Bearer bare");
  EXPECT_EQ(header_for(config, "https://s.example/@s%2fx", "@s/x"), "Bearer own");
  EXPECT_EQ(header_for(config, "https://cdn.example/x.tgz"), "");
  const Config always =
      Machine("6.14.18").user("registry=https://h.example/\n//h.example/:_authToken=t\nalways-auth=true\n").load();
  EXPECT_EQ(header_for(always, "https://cdn.example/x.tgz"), "Bearer t");
  EXPECT_EQ(header_for(Machine().user("_authToken=bare\n").load(), public_registry_url() + "x"), "");
}

TEST(Credentials, lists_count_even_if_they_are_empty_texts) {
  const Config config = Machine()
                            .user(
                                "//h.example/a/:_authToken[]=\n//h.example/:_authToken=t\n"
                                "//i.example/:username=u\n//i.example/:_password='[104,\"105\",\"x\"]'\n")
                            .load();
  EXPECT_EQ(header_for(config, "https://h.example/a/x"), "Bearer ");
  EXPECT_EQ(header_for(config, "https://i.example/x"), "Basic " + base::base64_encode(std::string("u:hi\0", 5)));
}

TEST(Considered, every_loser_has_its_reason_nearest_first) {
  const Config config =
      Machine()
          .global("//h.example/npm/:_authToken=of-global\n")
          .user(
              "//other.example/:_authToken=a\n//h.example:8443/npm/:_authToken=b\nhttps://h.example/npm/:_authToken=c\n"
              "//h.example/else/:_authToken=d\n//H.example/npm/:_authToken=e\n//h.example/npm/x/:_auth=\n//h.example/"
              ":_authToken=f\n"
              "//h.example/npm/:_auth=YTpi\n//h.example/npm/:_authToken=old\n//h.example/npm/"
              ":_authToken=won\n_authToken=g\n"
              "@a:_authToken=h\n//h.example/npm/:authToken=i\n//h.example/npm/x/:username=u\n[s]\n//h.example/npm/"
              ":_authToken=j\n")
          .load();
  EXPECT_EQ(header_for(config, "https://h.example/npm/x/y"), "Bearer won");
  EXPECT_EQ(reasons(config, "https://h.example/npm/x/y"),
            "https://h.example/npm/:_authToken=other-scheme-key "
            "//h.example/else/:_authToken=path-not-covering "
            "//H.example/npm/:_authToken=case-differs "
            "//h.example/npm/x/:_auth=empty "
            "//h.example/:_authToken=shorter-key "
            "//h.example/npm/:_auth=weaker-field "
            "//h.example/npm/:_authToken=superseded-line "
            "//h.example/npm/:authToken=unknown-field "
            "//h.example/npm/x/:username=incomplete "
            "//h.example/npm/:_authToken=in-section "
            "//h.example/npm/:_authToken=hidden-by-layer "
            "//h.example:8443/npm/:_authToken=other-port "
            "//other.example/:_authToken=other-host "
            "_authToken=bare "
            "@a:_authToken=scope-prefixed ");
}

TEST(Considered, a_loser_can_be_tried_as_what_it_would_be) {
  const Config config =
      Machine().user("//h.example/:username=u\n//h.example/:_password=cA==\n//h.example/:_authToken=t\n").load();
  const Decision d = credential_for_request(config, *parse_url("https://h.example/x"));
  ASSERT_EQ(d.considered.size(), 1u);
  const auto credential = credential_of(config, *d.considered[0].entry);
  ASSERT_TRUE(credential);
  EXPECT_EQ(credential->authorization.reveal(), "Basic " + base::base64_encode("u:p"));
}

}  // namespace
}  // namespace e401::npm
