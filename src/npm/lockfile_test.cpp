#include "npm/lockfile.h"

#include <gtest/gtest.h>

#include "npm/json_cursor.h"
#include "npm/url.h"

namespace e401::npm {
namespace {

Lockfile read(std::string text) {
  base::Result<Lockfile> lockfile = parse_lockfile("package-lock.json", std::move(text));
  EXPECT_TRUE(lockfile) << (lockfile ? "" : lockfile.error().text());
  return lockfile ? std::move(*lockfile) : Lockfile{};
}

Version npm(int major) {
  Version v;
  v.major = major;
  return v;
}

std::string fetched(std::string_view resolved, std::string_view host, std::string_view registry, int major = 12) {
  std::string text = effective_resolved(resolved, host, registry, npm(major));
  return text;
}

TEST(Lockfile, Version3ListsPackagesByPath) {
  const Lockfile l = read(R"({
  "name": "app",
  "lockfileVersion": 3,
  "packages": {
    "": {"name": "app", "version": "1.0.0", "dependencies": {"@acme/widgets": "^1"}},
    "node_modules/@acme/widgets": {
      "version": "1.2.3",
      "resolved": "https://h.example/@acme/widgets/-/widgets-1.2.3.tgz",
      "integrity": "sha512-AA==",
      "engines": {"node": ">=18"}, "os": ["linux", {"x": [1, -2.5e3, null, true]}]
    },
    "node_modules/alias": {"name": "@o/real", "version": "2.0.0"},
    "node_modules/local": {"resolved": "packages/local", "link": true},
    "packages/local": {"version": "0.0.1"},
    "node_modules/a/node_modules/b": {"version": "1.0.0"},
    "node_modules/nothing": {"optional": true}
  }
}
)");
  ASSERT_EQ(l.packages.size(), 5u);
  const LockedPackage& widgets = l.packages[0];
  EXPECT_EQ(widgets.path, "node_modules/@acme/widgets");
  EXPECT_EQ(widgets.name, "@acme/widgets");
  EXPECT_EQ(widgets.version, "1.2.3");
  EXPECT_EQ(widgets.integrity, "sha512-AA==");
  EXPECT_EQ(l.source->slice(widgets.resolved_span), "\"" + std::string(widgets.resolved) + "\"");
  EXPECT_EQ(l.place(widgets), (base::Place{"package-lock.json", 8, 19}));
  EXPECT_EQ(l.packages[1].name, "@o/real");
  EXPECT_EQ(l.packages[2].resolved, "packages/local");
  EXPECT_EQ(l.packages[3].name, "local");
  EXPECT_EQ(l.packages[4].name, "b");
  EXPECT_EQ(l.place(l.packages[4]).line, 0);
}

TEST(Lockfile, Version1NestsByName) {
  const Lockfile l = read(R"({"lockfileVersion": 1, "requires": true, "dependencies": {
    "a": {"version": "1.0.0", "resolved": "https://h/a.tgz", "requires": {"b": "^2"},
          "dependencies": {"@s/b": {"version": "2.0.0", "resolved": "https://h/b.tgz", "dependencies": {"c": {"version": "3.0.0"}}}}},
    "d": {"version": "4.0.0", "bundled": true, "resolved": false}}})");
  ASSERT_EQ(l.packages.size(), 4u);
  EXPECT_EQ(l.packages[0].path, "node_modules/a");
  EXPECT_EQ(l.packages[1].path, "node_modules/a/node_modules/@s/b");
  EXPECT_EQ(l.packages[1].name, "@s/b");
  EXPECT_EQ(l.packages[1].resolved, "https://h/b.tgz");
  EXPECT_EQ(l.packages[2].path, "node_modules/a/node_modules/@s/b/node_modules/c");
  EXPECT_EQ(l.packages[3].resolved, "");
}

TEST(Lockfile, Version2IsReadFromPackages) {
  const std::string packages = R"("packages": {"node_modules/a": {"version": "1.0.0"}})";
  const std::string dependencies = R"("dependencies": {"old": {"version": "1.0.0"}})";
  for (const std::string& text :
       {"{" + packages + "," + dependencies + "}", "{" + dependencies + "," + packages + "}"}) {
    const Lockfile l = read(text);
    ASSERT_EQ(l.packages.size(), 1u);
    EXPECT_EQ(l.packages[0].name, "a");
  }
}

TEST(Lockfile, EscapesABomAndAnEmptyFileOfPackagesAreRead) {
  const Lockfile l =
      read("\xef\xbb\xbf{\"packages\":{\"node_modules\\/\\u0061\":{\"resolved\":\"https:\\/\\/h\\/a.tgz\"}}}");
  ASSERT_EQ(l.packages.size(), 1u);
  EXPECT_EQ(l.packages[0].name, "a");
  EXPECT_EQ(l.packages[0].resolved, "https://h/a.tgz");
  EXPECT_EQ(l.source->slice(l.packages[0].resolved_span), "\"https:\\/\\/h\\/a.tgz\"");
  EXPECT_TRUE(read("{}").packages.empty());
}

TEST(Lockfile, BrokenFilesAreRefusedWithTheLine) {
  const auto conflict = parse_lockfile("l", "{\n<<<<<<< HEAD\n  \"packages\": {}\n}");
  ASSERT_FALSE(conflict);
  EXPECT_EQ(conflict.error().line, 2);
  EXPECT_EQ(conflict.error().code, "bad-json");
  for (const char* bad : {"", "[]", "null", "{", "{} x", "{\"a\":01}", "{\"a\":\"\t\"}", "{\"a\":\"\\x\"}",
                          "{\"a\":tru}", "{\"a\":[1,]}", "{,}", "{\"a\" 1}", "{\"a\":1 \"b\":2}",
                          "{\"packages\":{\"x\":{\"version\":\"1\",}}}", "{\"a\":\"\\u12g4\"}", "{\"a\":[}"})
    EXPECT_FALSE(parse_lockfile("l", bad)) << bad;
  EXPECT_FALSE(parse_lockfile("l", "{\"a\":" + std::string(100'000, '[')));
  EXPECT_FALSE(parse_lockfile("l", "{\"dependencies\":" + std::string(100'000, '{')));
}

TEST(JsonCursor, AgreesWithTheOtherReaderAboutWhatIsJson) {
  const std::string valid = R"({"a":[1,-0.5e+3,{"b":null,"c":"x\"\\\u00e9"},[],{}],"d":true})";
  for (std::size_t i = 0; i < valid.size(); ++i)
    for (const char c : std::string_view("\"\\{}[],:0 e-.tx\n")) {
      std::string text = valid;
      text[i] = c;
      std::deque<std::string> unescaped;
      JsonCursor cursor(text, unescaped);
      const bool ours = cursor.skip_value() && cursor.at_end();
      EXPECT_EQ(ours, base::parse_json(text).has_value()) << text;
    }
}

TEST(EffectiveResolved, ThePublicHostStandsForTheConfiguredRegistry) {
  const std::string pinned = public_registry_url() + "a/-/a-1.0.0.tgz";
  EXPECT_EQ(fetched(pinned, "npmjs", "https://r.example/"), "https://r.example/a/-/a-1.0.0.tgz");
  EXPECT_EQ(fetched(pinned, "", "http://r.example:4873/npm/"), "http://r.example:4873/npm/a/-/a-1.0.0.tgz");
  EXPECT_EQ(fetched(pinned, "never", "https://r.example/"), pinned);
  EXPECT_EQ(fetched("https://other.example/a.tgz", "npmjs", "https://r.example/"), "https://other.example/a.tgz");
  EXPECT_EQ(fetched(pinned, "npmjs", public_registry_url()), pinned);
  for (int major : {6, 7, 8, 9, 10, 11})
    EXPECT_EQ(fetched(pinned, "npmjs", "https://r.example/npm", major), "https://r.example/npm/a/-/a-1.0.0.tgz")
        << major;
}

TEST(EffectiveResolved, AlwaysAndHostNames) {
  EXPECT_EQ(fetched("https://old.example/a.tgz", "always", "https://r.example/npm/"), "https://r.example/npm/a.tgz");
  EXPECT_EQ(fetched("https://old.example/npm/a.tgz", "always", "https://r.example/npm/"),
            "https://r.example/npm/a.tgz");
  EXPECT_EQ(fetched("https://old.example/npm/a.tgz", "always", "https://r.example/npm/", 10),
            "https://r.example/npm/npm/a.tgz");
  EXPECT_EQ(fetched("https://old.example:8443/a.tgz", "old.example", "https://r.example/"), "https://r.example/a.tgz");
  EXPECT_EQ(fetched("https://old.example/a.tgz?x=1", "old.example", "https://r.example/", 9),
            "https://r.example/a.tgzx=1");
  EXPECT_EQ(fetched("https://old.example/a.tgz", "always", "https://r.example/", 7), "https://old.example/a.tgz");
}

TEST(EffectiveResolved, AFullUrlIsAPrefixFromNpm11On) {
  EXPECT_EQ(fetched("https://old.example/p/q/a.tgz", "https://old.example/p/q", "https://r.example/npm/"),
            "https://r.example/npm/a.tgz");
  EXPECT_EQ(fetched("https://old.example/p/qq/a.tgz", "https://old.example/p/q", "https://r.example/npm/"),
            "https://old.example/p/qq/a.tgz");
  EXPECT_EQ(fetched("https://old.example/p/q/a.tgz", "https://old.example/p/q", "https://r.example/npm/", 10),
            "https://old.example/p/q/a.tgz");
}

TEST(EffectiveResolved, TheFetcherLooksAgainAndKeepsOnlyThePath) {
  // The registry itself is the host that is replaced: the query goes, because the fetcher takes the path alone.
  EXPECT_EQ(fetched("https://r.example/npm/a.tgz?x=1", "r.example", "https://r.example/npm/"),
            "https://r.example/npm/a.tgz");
  EXPECT_EQ(fetched("git+ssh://git@github.com/a/b.git#c", "always", "https://r.example/"),
            "git+ssh://git@github.com/a/b.git#c");
  EXPECT_EQ(fetched("file:../x", "always", "https://r.example/"), "file:../x");
}

}  // namespace
}  // namespace e401::npm
