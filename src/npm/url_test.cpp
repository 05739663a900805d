#include "npm/url.h"

#include <gtest/gtest.h>

#include "npm/vectors_for_test.h"

namespace e401::npm {
namespace {

std::string href(std::string_view text, std::string_view base = {}) {
  const std::optional<Url> from = base.empty() ? std::nullopt : parse_url(base);
  const std::optional<Url> url = parse_url(text, from ? &*from : nullptr);
  return url ? url->href() : "throws";
}

TEST(Url, NerfDartsAreTheOnesTheRealNpmMakes) {
  for (const char* file : vector_files) {
    const base::Json vectors = recorded_vectors(file);
    int seen = 0;
    for (const base::Json& v : vectors.find("nerf")->items) {
      const std::string* expected = v.items[1].find_string({"ok"});
      const std::optional<std::string> got = nerf_dart(v.items[0].text);
      ++seen;
      EXPECT_EQ(got.has_value(), expected != nullptr) << v.items[0].text;
      EXPECT_EQ(got.value_or(""), expected ? *expected : "") << v.items[0].text;
    }
    EXPECT_EQ(seen, 42);
  }
}

TEST(Url, HrefsAreTheOnesNpm12sUrlTypeGives) {
  const base::Json vectors = recorded_vectors("vectors-npm12.json");
  int seen = 0;
  for (const base::Json& v : vectors.find("urlType")->items) {
    EXPECT_EQ(href(v.items[0].text), v.items[1].is_string() ? v.items[1].text : "throws") << v.items[0].text;
    ++seen;
  }
  EXPECT_EQ(seen, 42);
}

TEST(Url, KeyPrefixesAreTriedInTheOrderOfTheRealNpm) {
  for (const char* file : vector_files) {
    const base::Json vectors = recorded_vectors(file);
    int seen = 0;
    for (const base::Json& v : vectors.find("walk")->items) {
      const std::optional<Url> url = parse_url(v.items[0].text);
      ASSERT_TRUE(url) << v.items[0].text;
      std::vector<std::string> expected;
      for (const base::Json& k : v.items[1].items) expected.push_back(k.text);
      EXPECT_EQ(key_prefixes(*url), expected) << v.items[0].text;
      ++seen;
    }
    EXPECT_EQ(seen, 37);
  }
}

TEST(Url, PartsAreWhatNodeGives) {
  const Url url = *parse_url("HTTPS://U:p%20w@Registry.Example:8443/a/./b/../c?q=1#f");
  EXPECT_EQ(url.scheme, "https");
  EXPECT_EQ(url.username, "U");
  EXPECT_EQ(url.password, "p%20w");
  EXPECT_EQ(url.host_port(), "registry.example:8443");
  EXPECT_EQ(url.origin(), "https://registry.example:8443");
  EXPECT_EQ(url.path, "/a/c");
  EXPECT_EQ(url.query, "q=1");
  EXPECT_EQ(url.fragment, "f");
}

TEST(Url, HostsHaveOneForm) {
  EXPECT_EQ(href("http://192.168.257"), "http://192.168.1.1/");
  EXPECT_EQ(href("http://0300.0250.1.1"), "http://192.168.1.1/");
  EXPECT_EQ(href("http://256.1.1.1"), "throws");
  EXPECT_EQ(href("http://1.2.3.4.5"), "throws");
  EXPECT_EQ(href("http://4294967296"), "throws");
  EXPECT_EQ(href("http://99999999999999999999999"), "throws");
  EXPECT_EQ(href("http://a.0x"), "throws");
  EXPECT_EQ(href("http://1.2.3.4."), "http://1.2.3.4/");
  EXPECT_EQ(href("http://[1:2:3:4:5:6:7::]"), "http://[1:2:3:4:5:6:7:0]/");
  EXPECT_EQ(href("http://[1:2:3:4:5:6:7::8]"), "throws");
  EXPECT_EQ(href("http://[1:0:0:2:0:0:0:3]"), "http://[1:0:0:2::3]/");
  EXPECT_EQ(href("http://[::ffff:1.2.3.4]"), "http://[::ffff:102:304]/");
  EXPECT_EQ(href("http://[::1.2.3.04]"), "throws");
  EXPECT_EQ(href("http://[::1%25eth0]"), "throws");
  EXPECT_EQ(href("http://[1::2::3]"), "throws");
  EXPECT_EQ(href("http://%45xample.test"), "http://example.test/");
  EXPECT_EQ(href("http://a%00b"), "throws");
  EXPECT_EQ(href("http://a b"), "throws");
  EXPECT_EQ(href("http://faß.test"), "http://xn--fa-hia.test/");
  EXPECT_EQ(href("http://ＧＯ.test"), "http://go.test/");
  EXPECT_EQ(href("http://例。test"), "http://xn--fsq.test/");
  EXPECT_EQ(href("http://XN--MNCHEN-3YA.test"), "http://xn--mnchen-3ya.test/");
  EXPECT_EQ(href("http://xn--a.test"), "http://xn--a.test/");
  EXPECT_EQ(href("http://a_b.test/"), "http://a_b.test/");
  EXPECT_EQ(href("http://☃.net"), "http://xn--n3h.net/");
  EXPECT_EQ(href("http://r3---ü.x"), "http://xn--r3----ova.x/");
  EXPECT_EQ(href("http://-é+.x"), "http://xn---+-bja.x/");
  EXPECT_EQ(href("http://GROẞ.test"), "http://xn--gro-7ka.test/");
  EXPECT_EQ(href("http://①"), "http://0.0.0.1/");
  EXPECT_EQ(href("http://\u0301a"), "throws");
  EXPECT_EQ(href("http://xn--a.ü"), "throws");
}

TEST(Url, OddWritingsEndWhereNodeEnds) {
  EXPECT_EQ(href("ht\ntp://h/\ta"), "http://h/a");
  EXPECT_EQ(href("http:\\\\h\\a"), "http://h/a");
  EXPECT_EQ(href("http://u@v:w@h/"), "http://u%40v:w@h/");
  EXPECT_EQ(href("http://@/x"), "throws");
  EXPECT_EQ(href("http://u:p@/x"), "throws");
  EXPECT_EQ(href("http://h:000443/"), "http://h:443/");
  EXPECT_EQ(href("https://h:00443/"), "https://h/");
  EXPECT_EQ(href("http://h:65536/"), "throws");
  EXPECT_EQ(href("http://h:8a/"), "throws");
  EXPECT_EQ(href("http://h/a/%2e%2E/b/%2e"), "http://h/b/");
  EXPECT_EQ(href("http://h/a^b`c{d}"), "http://h/a%5Eb%60c%7Bd%7D");
  EXPECT_EQ(href("http://h/?a'b"), "http://h/?a%27b");
  EXPECT_EQ(href("x://h/?a'b"), "x://h/?a'b");
  EXPECT_EQ(href("foo:a  ?x"), "foo:a %20?x");
  EXPECT_EQ(href("foo:/..//p"), "foo:/.//p");
  EXPECT_EQ(href("npm.corp.test:4873/npm"), "npm.corp.test:4873/npm");
  EXPECT_EQ(href("file:C|/a/../.."), "file:///C:/");
  EXPECT_EQ(href("file://localhost/a"), "file:///a");
  EXPECT_EQ(href("http://h/\xff"), "http://h/%EF%BF%BD");
}

TEST(Url, ReferencesResolve) {
  const char* base = "https://u:p@h:8443/a/b?q#f";
  EXPECT_EQ(href("c", base), "https://u:p@h:8443/a/c");
  EXPECT_EQ(href("/c", base), "https://u:p@h:8443/c");
  EXPECT_EQ(href("//o/c", base), "https://o/c");
  EXPECT_EQ(href("?x", base), "https://u:p@h:8443/a/b?x");
  EXPECT_EQ(href("#y", base), "https://u:p@h:8443/a/b?q#y");
  EXPECT_EQ(href("", base), "https://u:p@h:8443/a/b?q");
  EXPECT_EQ(href("../../..", base), "https://u:p@h:8443/");
  EXPECT_EQ(href("https:c", base), "https://u:p@h:8443/a/c");
  EXPECT_EQ(href("http:c", base), "http://c/");
  EXPECT_EQ(href("x", "mailto:a"), "throws");
  EXPECT_EQ(href("#x", "mailto:a"), "mailto:a#x");
}

TEST(Url, AUrlForPeopleHasNoSecrets) {
  EXPECT_EQ(parse_url("https://u:hunter2@h/x?token=abcdef&v=1&X-Amz-Signature=77")->shown(),
            "https://u:***@h/x?token=***&v=1&X-Amz-Signature=***");
  EXPECT_EQ(parse_url("https://h:8443/@s/p@1")->shown(), "https://h:8443/@s/p@1");
  EXPECT_EQ(shown_url("proxy http://u:p/a#ss@h:3128 and https://h/@s%2fp"),
            "proxy http://u:***@h:3128 and https://h/@s%2fp");
  EXPECT_EQ(shown_url("https://h:80/x@y"), "https://h:80/x@y");
  EXPECT_EQ(shown_url("'http://u:p'w\"x@h/' 'a@b'"), "'http://u:***@h/' 'a@b'");
  EXPECT_EQ(shown_url("\"http://u:p@h/\",\"v@w\""), "\"http://u:***@h/\",\"v@w\"");
  EXPECT_EQ(shown_url("https://abcdefghijabcdefghij@h/"), "https://***@h/");
  EXPECT_EQ(shown_url("https://alice@h/"), "https://alice@h/");
  EXPECT_EQ(shown_url("https://u:${PASS}@h/"), "https://u:${PASS}@h/");
  EXPECT_EQ(shown_url("https://h/?token=${T}"), "https://h/?token=${T}");
}

TEST(Url, ThePublicRegistryIsARegistry) {
  EXPECT_EQ(public_registry_url(), parse_url(public_registry_url())->href());
  EXPECT_EQ(parse_url(public_registry_url())->host, public_registry_host());
}

}  // namespace
TEST(Url, scopes_in_a_path_are_not_taken_for_the_end_of_a_password) {
  EXPECT_EQ(shown_url("https://[::1]:4873/npm/@acme%2fwidgets"), "https://[::1]:4873/npm/@acme%2fwidgets");
  EXPECT_EQ(shown_url("https://u:secret@h.example/npm/@acme%2fwidgets"), "https://u:***@h.example/npm/@acme%2fwidgets");
  EXPECT_EQ(shown_url("https://u:sec/ret@h.example/@acme/x"), "https://u:***@h.example/@acme/x");
  EXPECT_EQ(shown_url("https://u:secret@[::1]:4873/@acme/x"), "https://u:***@[::1]:4873/@acme/x");
}

}  // namespace e401::npm
