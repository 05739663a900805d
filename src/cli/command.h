// A command as data: the one source for parsing, --help, the manual pages and the shell completions. A new command is a
// file in commands/ and a line in commands/table.cpp.
#pragma once

#include <span>
#include <string_view>

#include "base/redact.h"
#include "cli/arguments.h"
#include "world/world.h"

namespace e401::cli {

struct Option {
  std::string_view names;          // "-l, --long" or "--json"; the long one last: Arguments knows it by that
  std::string_view argument = {};  // "URL"; "" for a flag
  std::string_view help = {};      // a sentence without a full stop
  std::string_view choices = {};   // "text|json": what the argument may be; "": anything
  bool repeats = false;            // every value counts, not only the last
  bool is_cause = false;           // completions offer the codes of all causes
  // npm's option as well: it stays among Arguments::npm_words, and "--json=false" is npm's to understand.
  bool npm_too = false;
};

struct Positional {
  std::string_view name;  // "SPEC"
  std::string_view help = {};
  bool required = false;
  bool repeats = false;
  bool is_file = false;  // completions offer file names
  std::string_view choices = {};
};

// What comes after "--".
enum class Tail {
  positionals,   // more positionals, also when they begin with a dash
  command,       // another program's command line: Arguments::command
  command_only,  // as command, and it may also begin at the first word that is no option: `e401 run npm install`
};

// What an exit code of a command means.
struct ExitStatus {
  std::string_view code;  // "0"; "N": any
  std::string_view meaning;
};

struct Context;

struct Command {
  std::string_view name;     // "doctor", "config list"
  std::string_view summary;  // one line, for lists: "says why the registry refused"
  std::span<const Option> options = {};
  std::span<const Positional> positionals = {};
  Tail tail = Tail::positionals;
  // Options that this table does not know are npm's own (--userconfig=FILE, --@scope:registry=URL); npm_takes_value
  // says whether one that stands without "=" takes the next word, as npm's own table of types does. nullptr: unknown
  // options are errors.
  bool (*npm_takes_value)(std::string_view name) = nullptr;
  // Is it npm's at all? nullptr: whatever e401 does not know counts as npm's, as in commands that npm has too.
  bool (*is_npms)(std::string_view name) = nullptr;
  // Paragraphs apart by an empty line. Lines that begin with two blanks are examples and stay as they are.
  std::string_view manual = {};
  // Its own words for 0, 1 and 3, or whatever it ends with; none: those that hold everywhere. 2 and 70 need not be
  // told.
  std::span<const ExitStatus> statuses = {};
  int (*run)(Context&) = nullptr;  // an exit code
  bool hidden = false;             // not in lists
};

struct Context {
  world::World& world;       // its terminal masks every secret that redactor was told of
  base::Redactor& redactor;  // whoever reads a secret tells it: redactor.learn(secret)
  const Arguments& arguments;
  std::span<const Command* const> commands;
  bool colour = false;  // stdout is a terminal that wants colours (NO_COLOR, TERM=dumb)
};

}  // namespace e401::cli
