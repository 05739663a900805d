// npm's debug log and what npm prints (6 to 12), turned into what happened: version, command, files read, requests with
// their answers, the error (CONTRACT R-96..R-108). Pure; input may be any bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "npm/config.h"

namespace e401::npm {

struct LoggedRequest {
  std::string method;
  std::string url;      // final, after redirects, as logged
  int status = 0;       // 0: failed without an answer; cache hits have 200
  std::string failure;  // "ECONNREFUSED", ... for attempts without an answer
  int attempt = 1;
  bool from_cache = false;
  std::size_t line = 0;  // in the log, 1-based
};

struct LoggedRun {
  std::optional<Version> npm;
  std::string node;                       // "v20.20.2"
  std::string cwd;                        // "verbose cwd"; "" unknown
  std::vector<std::string> argv;          // as logged (npm redacts some)
  std::string command;                    // "install", "ci", "publish", "whoami", ...; canonical name of aliases
  std::vector<std::string> positionals;   // behind the command
  std::vector<std::string> config_files;  // "config load:file:"
  std::vector<LoggedRequest> requests;
  bool finished_ok = false;              // "verbose exit 0"
  bool is_debug_log = false;             // numbered lines; else terminal output
  std::string error_code;                // "E401", "ENEEDAUTH", "EALLOWREMOTE", ...; "" none
  std::vector<std::string> error_lines;  // summary and detail, level words taken off
  std::string stack_first;               // first line of "verbose stack"
  std::string pkgid;                     // "verbose pkgid"
  std::vector<std::string> notices;      // npm-notice texts
  std::vector<std::string> warnings;
  std::string log_path;  // what npm's last line calls its "complete log"; "" not named
  // How the lines begin that npm prints ("npm ERR!" up to 10.5, "npm error" from 10.6.0): all that most pasted output
  // tells about the version.
  enum class Prefix { unknown, err, error };
  Prefix prefix = Prefix::unknown;
  std::string client = "npm";  // "pnpm", "Yarn 1", "Yarn", "Bun": whose words they are (other_clients.h)
  enum class Sent { unknown, yes, no };
  Sent sent = Sent::unknown;  // whether the client says that a credential went along; npm never does
  // The request that failed, from the stack line, the error lines or the fetch line that pkgid names. The
  // address is empty where nothing was sent (ENEEDAUTH, EALLOWREMOTE) and where the text does not tell (E401 on a
  // terminal); a status of 0 with an address: no answer.
  std::string failed_method, failed_url;
  int failed_status = 0;
};

LoggedRun parse_log(std::string_view text);

// npm gives some refusals no code: a version that is there already, a credential that no header may carry, a variable
// that npm 6 did not find, an audit that the registry does not answer. True if this run ended in one of them.
bool fails_without_code(const LoggedRun& run);

// True for codes that e401 is about: E401, E403, E404, ENEEDAUTH, EOTP, ERR_INVALID_AUTH, EALLOWREMOTE, EAUTHIP, E402,
// E407, ...
bool is_about_access(std::string_view error_code);

}  // namespace e401::npm
