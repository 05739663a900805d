// npm's command line as nopt reads it (R-26..R-28): options, shorthands, positionals.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "npm/config_keys.h"
#include "npm/dialect.h"

namespace e401::npm {

struct ParsedArgv {
  std::vector<std::pair<std::string, Value>> options;  // not yet cleaned, in order of first appearance
  std::vector<std::string> positionals;
  std::vector<std::string> warnings;        // npm's words
  std::vector<std::string> unknown_values;  // words that npm warns are positionals behind an unknown flag
  std::optional<ConfigError> error;         // npm dies while it loads
};

// argv: npm's arguments, without node and npm-cli.js.
ParsedArgv parse_argv(const std::vector<std::string>& argv, const Dialect& dialect);

}  // namespace e401::npm
