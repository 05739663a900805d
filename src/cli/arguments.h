// What was said on the command line, checked against a command's table.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace e401::cli {

struct Command;
struct Option;

class Arguments {
 public:
  // option: its long name with dashes, as in the table ("--json"). Asking for one that the table does not have throws.
  bool has(std::string_view option) const;
  std::optional<std::string> value(std::string_view option) const;  // the last one given
  const std::vector<std::string>& values(std::string_view option) const;

  std::vector<std::string> positionals;
  std::vector<std::string> command;      // behind "--", for commands that start another
  std::vector<std::string> npm_options;  // in order; "--name=value", "--name", or "--name", "value" as two
  // What npm would read of this line where the command is npm's too: every word but the options that are e401's alone.
  std::vector<std::string> npm_words;
  bool wants_help = false;

 private:
  friend base::Result<Arguments> parse_arguments(const Command& command, const std::vector<std::string>& words);
  std::map<std::string, std::vector<std::string>, std::less<>> given_;  // every option of the table has an entry
};

// words: what follows the command's name. Errors are worded for the user, name the option and never repeat a value.
base::Result<Arguments> parse_arguments(const Command& command, const std::vector<std::string>& words);

// "-l, --long" -> {"-l", "--long"}
std::vector<std::string_view> option_names(const Option& option);

}  // namespace e401::cli
