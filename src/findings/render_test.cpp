#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"
#include "findings/layout.h"
#include "findings/report.h"

namespace e401::findings {
namespace {

const TextStyle at_home{.colour = false, .columns = 100, .home = "/home/u", .cwd = "/home/u/project"};

Report typo() {
  Report r;
  r.failure = Failure{.version = "12.2.0",
                      .operation = "install",
                      .method = "GET",
                      .url = "https://npm.acme.example/@acme%2fwidgets",
                      .host = "npm.acme.example",
                      .status = 401,
                      .code = "E401",
                      .log = "/home/u/.npm/_logs/x-debug-0.log",
                      .age_s = 130};
  Finding f;
  f.code = "auth-field-typo";
  f.severity = Severity::error;
  f.title = "_authtoken is not a field that npm knows";
  f.detail =
      "GET https://npm.acme.example/@acme%2fwidgets without a credential answered 401 Unauthorized (\"authentication "
      "token not provided\")";
  f.why = "npm compares field names letter by letter, so it sends nothing to npm.acme.example";
  f.help = "write the field as _authToken";
  f.host = "npm.acme.example";
  f.explains_failure = true;
  f.evidence = {{.file = "/home/u/.npmrc",
                 .line = 12,
                 .column = 21,
                 .length = 10,
                 .text = "//npm.acme.example/:_authtoken=***",
                 .note = "npm looks for _authToken"},
                {.file = "/home/u/project/.npmrc",
                 .line = 1,
                 .column = 1,
                 .length = 14,
                 .text = "@acme:registry=https://npm.acme.example/",
                 .note = "sends @acme packages there"}};
  f.fixes = {{.id = "rename-key",
              .safety = Safety::ask,
              .description = "rename the key in ~/.npmrc:12 to //npm.acme.example/:_authToken"}};
  f.fixes[0].changes.push_back({.path = "/home/u/.npmrc", .edits = {{{0, 1}, base::Secret("s")}}});
  r.findings = {f};
  r.facts = {"npm 12.2.0", "2 addresses asked", "npm's log of the failed run"};
  return r;
}

TEST(Text, IsWhatAPersonInTroubleReadsOnce) {
  EXPECT_EQ(render_text(typo(), at_home),
            R"(npm install failed 2 minutes ago with E401: GET https://npm.acme.example/@acme%2fwidgets answered
    401

error[auth-field-typo]: _authtoken is not a field that npm knows
   --> ~/.npmrc:12:21
 12 | //npm.acme.example/:_authtoken=***
    |                     ^^^^^^^^^^ npm looks for _authToken
   ::: .npmrc:1:1
  1 | @acme:registry=https://npm.acme.example/
    | ^^^^^^^^^^^^^^ sends @acme packages there
    = what happened: GET https://npm.acme.example/@acme%2fwidgets without a credential answered 401
      Unauthorized ("authentication token not provided")
    = why: npm compares field names letter by letter, so it sends nothing to npm.acme.example
    = help: write the field as _authToken
    = fix (asks first): rename the key in ~/.npmrc:12 to //npm.acme.example/:_authToken

To mend it:   e401 fix   (shows the change, asks first)
To read more: e401 explain auth-field-typo
Looked at: npm 12.2.0, 2 addresses asked, npm's log of the failed run.
)");
}

TEST(Text, AHealthySetupIsOneLine) {
  Report r;
  r.healthy = true;
  r.summary = "nothing wrong: npm.acme.example answers";
  r.facts = {"npm 12.2.0"};
  EXPECT_EQ(render_text(r, at_home), "nothing wrong: npm.acme.example answers\n");
  r.skipped = {{"other.example", "only the project names it; --trust-project asks it, too", true},
               {"ping", "not needed", false}};
  EXPECT_EQ(render_text(r, at_home),
            "nothing wrong: npm.acme.example answers; not looked at: other.example (only the project names it; "
            "--trust-project asks it, too)\n");
}

TEST(Text, WhatIsOnlyLikelySaysSoAndWhatWouldProveIt) {
  Report r = typo();
  r.failure.reset();
  Finding& f = r.findings[0];
  f.severity = Severity::warning;
  f.would_prove = "ask the registry: run without --offline";
  f.evidence = {{.file = "env:NPM_TOKEN", .note = "not set"}, {.file = "cli"}};
  f.fixes = {{.id = "set",
              .safety = Safety::manual,
              .description = "set the variable",
              .commands = {"export NPM_TOKEN=...", "npm install"}},
             {.id = "log-in", .safety = Safety::manual, .description = "or log in"}};
  r.skipped = {{"npm.acme.example", "offline", true}};
  EXPECT_EQ(render_text(r, at_home), R"(warning[auth-field-typo]: likely: _authtoken is not a field that npm knows
  --> env:NPM_TOKEN (not set)
  ::: the command line
   = what happened: GET https://npm.acme.example/@acme%2fwidgets without a credential answered 401
     Unauthorized ("authentication token not provided")
   = why: npm compares field names letter by letter, so it sends nothing to npm.acme.example
   = to prove it: ask the registry: run without --offline
   = help: write the field as _authToken
   = fix (by hand): set the variable
         export NPM_TOKEN=...
         npm install
   = or (by hand): log in

To read more: e401 explain auth-field-typo
Looked at: npm 12.2.0, 2 addresses asked, npm's log of the failed run. Not looked at:
npm.acme.example (offline).
)");
}

TEST(Text, LinesOfOneFileShareASnippetAndManyAreCounted) {
  Report r = typo();
  Finding& f = r.findings[0];
  f.evidence.clear();
  for (int line : {3, 4, 90, 91, 92, 93, 94, 95, 96})
    f.evidence.push_back(
        {.file = "/home/u/project/package-lock.json", .line = line, .column = 3, .length = 2, .text = "  ab"});
  const std::string text = render_text(r, at_home);
  EXPECT_NE(text.find(R"(   --> package-lock.json:3:3
  3 |   ab
    |   ^^
  4 |   ab
    |   ^^
...
 90 |   ab
    |   ^^
)"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("    = and 3 more places\n"), std::string::npos) << text;
  EXPECT_EQ(text.find(":::"), std::string::npos);
}

TEST(Text, NothingFromOutsideReachesTheTerminalAsAnOrder) {
  Report r = typo();
  Finding& f = r.findings[0];
  const std::string evil = "\x1b[2J\x1b]0;x\x07 \xE2\x80\xAE \xC2\x9B\n::error::";
  f.title += evil;
  f.detail += evil;
  f.help += evil;
  f.evidence[0].text += evil;
  f.evidence[0].note += evil;
  f.evidence[1].file += evil;
  f.fixes[0].description += evil;
  f.fixes[0].commands = {"e401 " + evil};
  r.skipped = {{evil, evil, true}};
  r.facts.push_back(evil);
  r.failure->url += evil;
  for (const std::string& text : {render_text(r, at_home), render_json(r), render_sarif(r, "/home/u/project"),
                                  render_github(r, "/home/u/project")}) {
    for (std::string_view line : base::split(text, '\n')) {
      EXPECT_EQ(base::printable(line), line);
      EXPECT_FALSE(line.starts_with("::error::"));
    }
  }
}

TEST(Text, ColourAddsNothingButColour) {
  TextStyle coloured = at_home;
  coloured.colour = true;
  std::string text = render_text(typo(), coloured);
  EXPECT_NE(text.find("\x1b[1;31merror[auth-field-typo]\x1b[0m"), std::string::npos);
  for (const char* sequence : {"\x1b[1;31m", "\x1b[1;34m", "\x1b[1;33m", "\x1b[1m", "\x1b[0m"})
    text = base::replace_all(text, sequence, "");
  EXPECT_EQ(text, render_text(typo(), at_home));
}

TEST(Text, FitsANarrowTerminal) {
  TextStyle narrow = at_home;
  narrow.columns = 60;
  const std::string text = render_text(typo(), narrow);
  for (std::string_view line : base::split(text, '\n'))
    EXPECT_TRUE(width_of(line) <= 60 || line.find("https://") != std::string_view::npos) << line;
}

TEST(Layout, ALongLineShowsTheSpanThatMatters) {
  const std::string line = std::string(200, 'a') + "NEEDLE" + std::string(200, 'b');
  const Excerpt e = excerpt(line, 200, 6, 50);
  EXPECT_EQ(width_of(e.text), 50);
  EXPECT_EQ(e.text.substr(static_cast<std::size_t>(e.begin), static_cast<std::size_t>(e.length)), "NEEDLE");
  EXPECT_TRUE(e.text.starts_with("...aaa"));
  EXPECT_TRUE(e.text.ends_with("bbb..."));
  const Excerpt front = excerpt("NEEDLE" + std::string(200, 'b'), 0, 6, 50);
  EXPECT_EQ(front.text, "NEEDLE" + std::string(41, 'b') + "...");
  EXPECT_EQ(front.begin, 0);
}

TEST(Layout, ASpanBeyondTheMaskedTextStillPointsIntoTheLine) {
  const Excerpt e = excerpt("a=***", 40, 30, 50);
  EXPECT_EQ(e.begin, 4);
  EXPECT_EQ(e.length, 1);
  EXPECT_EQ(excerpt("", 3, 4, 50).length, 1);
}

TEST(Layout, CaretsStandUnderCharactersNotBytes) {
  const std::string line =
      "# gr\xC3\xBC\xC3\x9F"
      "e \xE4\xB8\xAD x=1";  // "grüße", a wide character
  const Excerpt e = excerpt(line, line.find("x=1"), 1, 50);
  EXPECT_EQ(e.begin, 11);
  EXPECT_EQ(e.length, 1);
}

TEST(Layout, AddressesAreNeverBroken) {
  EXPECT_EQ(wrapped("see https://npm.acme.example/a/very/long/address for more", 20, 0, 2),
            "see\n  https://npm.acme.example/a/very/long/address\n  for more");
}

TEST(ShownPath, IsShortWhereThePersonStands) {
  EXPECT_EQ(shown_path("/home/u/project/.npmrc", at_home), ".npmrc");
  EXPECT_EQ(shown_path("/home/u/.npmrc", at_home), "~/.npmrc");
  EXPECT_EQ(shown_path("/home/user2/.npmrc", at_home), "/home/user2/.npmrc");
  EXPECT_EQ(shown_path("/etc/npm\x1b[rc", at_home), "/etc/npm^[[rc");
  EXPECT_EQ(shown_path("env:NPM_TOKEN", at_home), "env:NPM_TOKEN");
  TextStyle home = at_home;
  home.cwd = home.home;
  EXPECT_EQ(shown_path("/home/u/.npmrc", home), "~/.npmrc");
}

TEST(ShortPaths, InSentencesButNotInAddresses) {
  EXPECT_EQ(
      with_short_paths("in /home/u/project/.npmrc:2 and ~/project/a, not in /home/u/.npmrc or /home/u2/x", at_home),
      "in .npmrc:2 and a, not in ~/.npmrc or /home/u2/x");
  EXPECT_EQ(with_short_paths("file:/home/u/project/x https://h/home/u/project/x /mnt/home/u/x", at_home),
            "file:/home/u/project/x https://h/home/u/project/x /mnt/home/u/x");
  EXPECT_EQ(with_short_paths("the folder /home/u/project/ itself (/home/u/project)", at_home),
            "the folder ~/project/ itself (~/project)");
  TextStyle nowhere = at_home;
  nowhere.home = nowhere.cwd = "";
  EXPECT_EQ(with_short_paths("/home/u/x", nowhere), "/home/u/x");
}

TEST(AgeWords, AreRounded) {
  EXPECT_EQ(age_words(1), "1 second");
  EXPECT_EQ(age_words(100), "2 minutes");
  EXPECT_EQ(age_words(5400), "2 hours");
  EXPECT_EQ(age_words(3 * 86400), "3 days");
  EXPECT_EQ(age_words(-5), "0 seconds");
}

TEST(Json, HasTheSchemasFields) {
  Report r = typo();
  r.skipped = {{"x", "y", true}};
  r.findings[0].evidence.push_back({.file = "env:NPM_TOKEN"});
  const auto json = base::parse_json(render_json(r));
  ASSERT_TRUE(json) << json.error().text();
  EXPECT_EQ(*json->find_string({"schema"}), "e401.doctor/1");
  EXPECT_FALSE(json->find("healthy")->boolean);
  const base::Json& failure = *json->find("failure");
  EXPECT_EQ(failure.find("status")->number, 401);
  EXPECT_EQ(failure.find("age_s")->number, 130);
  for (const char* name : {"client", "version", "operation", "method", "url", "host", "code", "log"})
    EXPECT_TRUE(failure.find(name) && failure.find(name)->is_string()) << name;
  const base::Json& f = json->find("findings")->items.at(0);
  for (const char* name : {"code", "severity", "title", "detail", "host", "why", "help"})
    EXPECT_TRUE(f.find(name) && f.find(name)->is_string()) << name;
  EXPECT_EQ(f.find("evidence")->items.at(0).find("line")->number, 12);
  EXPECT_EQ(f.find("evidence")->items.at(0).find("column")->number, 21);
  EXPECT_EQ(f.find("evidence")->items.at(2).find("line")->kind, base::Json::Kind::null);
  EXPECT_EQ(*f.find("fixes")->items.at(0).find_string({"safety"}), "ask");
  EXPECT_EQ(*json->find("skipped")->items.at(0).find_string({"why"}), "y");
  EXPECT_EQ(base::parse_json(render_json(Report{.healthy = true}))->find("failure")->kind, base::Json::Kind::null);
}

TEST(Json, IsValidWhateverTheFileIsCalled) {
  Report r = typo();
  r.findings[0].evidence[0].file = "/home/u/\xff\xfe\x01\"\\";
  const std::string text = render_json(r);
  ASSERT_TRUE(base::parse_json(text));
  EXPECT_NE(text.find(R"(/home/u/\ufffd\ufffd\u0001\"\\)"), std::string::npos) << text;
}

TEST(Sarif, PutsFilesIntoLocationsAndVariablesIntoTheMessage) {
  Report r = typo();
  std::swap(r.findings[0].evidence[0], r.findings[0].evidence[1]);
  r.findings[0].evidence.push_back({.file = "env:NPM_TOKEN", .note = "not set"});
  r.findings.push_back(r.findings[0]);
  const auto page = [](std::string_view) { return std::string_view("# x\n\n> A field is misspelled.\n"); };
  const auto json = base::parse_json(render_sarif(r, "/home/u/project", page));
  ASSERT_TRUE(json) << json.error().text();
  EXPECT_EQ(*json->find_string({"version"}), "2.1.0");
  const base::Json& run = json->find("runs")->items.at(0);
  const auto& rules = run.find_path({"tool", "driver", "rules"})->items;
  ASSERT_EQ(rules.size(), 1u) << "one rule for two findings of the same code";
  EXPECT_EQ(*rules[0].find_string({"shortDescription", "text"}), "A field is misspelled.");
  EXPECT_EQ(*rules[0].find_string({"fullDescription", "text"}), "A field is misspelled.");
  EXPECT_EQ(*rules[0].find_string({"help", "text"}), "# x\n\n> A field is misspelled.\n");
  const auto& results = run.find("results")->items;
  ASSERT_EQ(results.size(), 2u);
  const base::Json& result = results[0];
  EXPECT_EQ(*result.find_string({"level"}), "error");
  EXPECT_NE(result.find_string({"message", "text"})->find("See the variable NPM_TOKEN (not set)."), std::string::npos);
  const base::Json& location = *result.find("locations")->items.at(0).find("physicalLocation");
  EXPECT_EQ(*location.find_string({"artifactLocation", "uri"}), ".npmrc");
  EXPECT_EQ(*location.find_string({"artifactLocation", "uriBaseId"}), "%SRCROOT%");
  EXPECT_EQ(location.find_path({"region", "startLine"})->number, 1);
  const base::Json& related = *result.find("relatedLocations")->items.at(0).find("physicalLocation");
  EXPECT_EQ(*related.find_string({"artifactLocation", "uri"}), "file:///home/u/.npmrc");
  EXPECT_EQ(related.find_string({"artifactLocation", "uriBaseId"}), nullptr);
  EXPECT_EQ(result.find("relatedLocations")->items.size(), 1u);
}

base::Json run_of(const Report& report) {
  auto json = base::parse_json(render_sarif(report, "/home/u/project", {}, "1.2.3"));
  EXPECT_TRUE(json);
  return json->find("runs")->items.at(0);
}

TEST(Sarif, AFingerprintStaysWhenLinesMoveAndNoTwoAreAlikeInOneRun) {
  const auto fingerprints = [](const Report& r) {
    std::vector<std::string> out;
    const base::Json run = run_of(r);
    for (const base::Json& result : run.find("results")->items)
      out.push_back(*result.find_string({"partialFingerprints", "e401/v1"}));
    return out;
  };
  Report r = typo();
  r.findings.push_back(r.findings[0]);
  r.findings.push_back(r.findings[0]);
  r.findings[1].evidence[0].line = 14;
  r.findings[2].evidence[0].text = "//npm.acme.example/two/:_authtoken=***";
  const auto before = fingerprints(r);
  EXPECT_NE(before[0], before[1]);
  EXPECT_NE(before[0], before[2]);
  for (Finding& f : r.findings) f.evidence[0].line += 40;
  r.findings[0].evidence[0].file = "/home/runner/.npmrc";  // another machine's home
  EXPECT_EQ(fingerprints(r), before);
}

TEST(Sarif, AMessageHasNoPlaceholdersAndNoLinksOfAStranger) {
  Report r = typo();
  r.findings[0].title = "{0} and ${NPM_TOKEN} and [click](https://evil.example) {12";
  const std::string text = *run_of(r).find("results")->items.at(0).find_string({"message", "text"});
  EXPECT_TRUE(text.starts_with("{{0}} and ${NPM_TOKEN} and [click] (https://evil.example) {12.")) << text;
}

TEST(Sarif, AddressesAreEncodedAndNoPlaceOutsideLooksAsIfItLayInside) {
  Report r = typo();
  const auto uri = [&](const std::string& file) {
    r.findings[0].evidence[0].file = file;
    const base::Json run = run_of(r);
    const base::Json& at = *run.find("results")
                                ->items.at(0)
                                .find("locations")
                                ->items.at(0)
                                .find_path({"physicalLocation", "artifactLocation"});
    return (at.find("uriBaseId") ? "%SRCROOT% " : "") + *at.find_string({"uri"});
  };
  EXPECT_EQ(uri("/home/u/project/a b/#1?/100%/\xC3\xBC:x.npmrc"), "%SRCROOT% a%20b/%231%3F/100%25/%C3%BC%3Ax.npmrc");
  EXPECT_EQ(uri("/home/u/project/../.npmrc"), "file:///home/u/project/../.npmrc");
  EXPECT_EQ(uri("/home/u/project/x/../.npmrc"), "%SRCROOT% .npmrc");
  EXPECT_EQ(uri("/home/u/project2/.npmrc"), "file:///home/u/project2/.npmrc");
}

TEST(Sarif, WhatWasNotLookedAtAndWhatNobodyCanExplainAreNotifications) {
  Report r;
  r.skipped = {{"npm.acme.example", "offline", true}, {"ping", "not needed", false}};
  const base::Json run = run_of(r);
  const base::Json& invocation = run.find("invocations")->items.at(0);
  EXPECT_EQ(invocation.find("exitCode")->number, 3);
  const auto& said = invocation.find("toolExecutionNotifications")->items;
  ASSERT_EQ(said.size(), 3u);
  EXPECT_EQ(*said[0].find_string({"level"}), "warning");
  EXPECT_EQ(*said[1].find_string({"level"}), "note");
  EXPECT_EQ(
      *said[2].find_string({"message", "text"}),
      "it fails, and nothing that e401 knows explains it. `e401 report` writes what it saw, without secrets, for a "
      "ticket.");
  EXPECT_EQ(*run.find_string({"tool", "driver", "semanticVersion"}), "1.2.3");
}

TEST(GitHub, PointsAtFileAndLineAndCannotBeBrokenOutOf) {
  Report r = typo();
  std::swap(r.findings[0].evidence[0], r.findings[0].evidence[1]);
  r.findings[0].title = "100% wrong, see: here\n::error::x";
  const std::string text = render_github(r, "/home/u/project");
  EXPECT_TRUE(
      text.starts_with("::error file=.npmrc,line=1,col=1,title=auth-field-typo%3A 100%25 wrong%2C see%3A "
                       "here%0A%3A%3Aerror%3A%3Ax::GET https://"))
      << text;
  EXPECT_NE(text.find("%0Asee: /home/u/.npmrc:12 (npm looks for _authToken)%0Awhy: "), std::string::npos) << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_EQ(render_github(Report{.healthy = true}, "/"), "");
}

TEST(GitHub, AFileOutsideOfTheRepositoryIsNamedInTheMessage) {
  Report r = typo();
  r.findings[0].evidence.pop_back();
  r.findings[0].severity = Severity::warning;
  const std::string text = render_github(r, "/home/u/project");
  EXPECT_TRUE(text.starts_with("::warning title=auth-field-typo")) << text;
  EXPECT_NE(text.find("see: /home/u/.npmrc:12"), std::string::npos);
}

}  // namespace
}  // namespace e401::findings
