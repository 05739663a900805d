// The ```example blocks of the rules' pages (docs/RULES.md, "Examples are tests"): read, and laid out as a machine in
// memory.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "support/fakes.h"

namespace e401::support {

struct ExampleFile {
  std::string path;  // absolute
  std::string bytes;
  std::uint32_t mode = 0644;
  std::optional<std::string> link;  // a symbolic link to this
  bool directory = false;
  bool unreadable = false;
};

struct ExampleLog {
  std::string kind;  // "npm-debug": a file below npm's _logs; "terminal": what the person saw
  std::string text;
  std::int64_t age_s = 60;
};

struct ExpectedFinding {
  std::string severity, code;
  std::vector<std::string> places;  // "~/.npmrc:2", "package.json:3", "env:NPM_TOKEN"
  std::string host;                 // "": not said
  std::string fix;                  // "": not said; safe | ask | manual: the safety of the first fix
};

struct Example {
  std::string code;  // the page's
  std::string title;
  std::string page;              // its path
  int line = 0;                  // of the opening fence
  std::string npm = "12.2.0";    // "none": there is no npm on this machine
  std::vector<std::string> run;  // npm's arguments
  std::vector<std::pair<std::string, std::string>> env;
  std::string cwd = "/home/u/project";
  std::vector<ExampleFile> files;
  std::vector<ScriptedAnswer> answers;
  std::optional<ExampleLog> log;
  bool trust = false, offline = false;
  bool lint = false;                                // run: lint
  std::optional<std::vector<std::string>> tracked;  // git: the cwd is a work tree that tracks these, from its root

  bool expects_healthy = false;
  std::vector<ExpectedFinding> finds;
  std::vector<std::string> not_codes;
  std::map<std::string, std::string> after;  // path -> its bytes once the first fix of the first finding is made
  bool then_healthy = false;                 // and then the diagnosis finds nothing

  std::vector<std::string> secrets;  // values that must never be shown
  bool fires() const;                // expects its own page's code
};

inline constexpr std::string_view example_home = "/home/u";

// All examples of a page. Errors name page and line.
base::Result<std::vector<Example>> parse_examples(const std::string& page_path, std::string_view text);

// Lays the example out on a machine: files, variables, npm itself (its package.json beside a binary on PATH), log,
// registries.
void lay_out(const Example& example, Machine& machine);

std::string utf16le_with_bom(std::string_view utf8);
// The bytes of a git index (version 2) that lists these files.
std::string git_index_of(std::vector<std::string> paths);

}  // namespace e401::support
