// The whole answer of a diagnosis ("e401.doctor/1") or of lint ("e401.lint/1"), and its four renderings.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "findings/finding.h"

namespace e401::findings {

// The failing run that was found (npm's debug log), as the report names it.
struct Failure {
  std::string client = "npm";
  std::string version;
  std::string operation;  // "install", "publish", ...
  std::string method, url, host;
  int status = 0;
  std::string code;  // "E401", "ENEEDAUTH", ...
  std::string log;   // path of the log
  std::int64_t age_s = 0;
};

struct Report {
  std::string schema = "e401.doctor/1";  // of the JSON rendering; "e401.lint/1"
  bool healthy = false;
  bool offline = false;
  std::optional<Failure> failure;
  std::vector<Finding> findings;  // ranked, the primary first
  std::vector<Skipped> skipped;
  std::vector<std::string>
      facts;            // what was looked at, a few lines ("npm 12.2.0 (assumed)", "3 registries asked in 120 ms")
  std::string summary;  // nothing wrong was found: the one line; not healthy all the same: what is not known
};

int exit_code(
    const Report& report);  // 0 healthy, 1 an error was found, 3 not proven or something skipped that mattered

// Not healthy, and no finding says why: the sentence for that.
std::string not_proven(const Report& report);

struct TextStyle {
  bool colour = false;
  int columns = 100;
  std::string home;  // paths below it are shown with ~
  std::string cwd;   // paths below it are shown relative
};

// What `e401 explain CODE` prints, for the renderings that carry it; "" where there is none.
using PageOf = std::function<std::string_view(std::string_view code)>;

std::string render_text(const Report& report, const TextStyle& style);
std::string render_json(const Report& report);  // schema: the report's
// SARIF 2.1.0. base_folder is its %SRCROOT%; places outside of it become absolute file: addresses, variables a sentence
// of the message.
std::string render_sarif(const Report& report, const std::string& base_folder, const PageOf& page_of = {},
                         const std::string& version = {});
std::string render_github(const Report& report, const std::string& base_folder);  // ::error file=...,line=...::

// For each finding a text that stays the same when lines move, on another machine and with another secret that has no
// fingerprint: SARIF and baselines know a finding by it. Within one report each is another.
std::vector<std::string> fingerprints(const Report& report, const std::string& base_folder);

// "x" for a path below cwd, else "~/x" below home, escaped for a terminal; "env:NAME" stays, "cli" and "log" become
// words.
std::string shown_path(const std::string& path, const TextStyle& style);
// Sentences with paths in them, each path as shown_path() shows it. Not for commands: a shell must find the path as it
// stands.
std::string with_short_paths(std::string text, const TextStyle& style);
std::string age_words(std::int64_t seconds);  // "2 minutes"

}  // namespace e401::findings
