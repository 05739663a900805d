// How the commands that npm has too end when npm's would fail: e401's words on stderr, and where npm's configuration
// asks for JSON also npm's error object on stdout, since scripts read it there.
#pragma once

#include <string>

#include "cli/command.h"
#include "npm/config.h"
#include "npm/url.h"
#include "rules/facts.h"

namespace e401::cli {

struct NpmFailure {
  std::string code;     // npm's: "ENEEDAUTH", "E401"; "" where npm's error has none
  std::string summary;  // what is wrong
  std::string detail;   // what to do; "" nothing to say
};

// npm's error for an answer that is none of a success (npm-registry-fetch's check-response.js has the codes).
NpmFailure failure_of(const rules::Answer& answer, const npm::Url& url);

// npm ends before any command.
NpmFailure would_not_start(const npm::ConfigError& error);

// Returns the exit code.
int say_npm_failure(Context& context, const npm::Config& config, const NpmFailure& failure);

// Where npm would go on and e401 does not (TRUST 1): why names the line. It ends in exit code 3.
inline constexpr const char* refusal_code = "EUNTRUSTED";
int say_refusal(Context& context, const npm::Config& config, const std::string& why);

}  // namespace e401::cli
