// Starting programs: only what the user named (`run`, `exec`, `fix -- COMMAND`), a browser for web login. Never to
// gather facts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace e401::world {

struct ProgramRun {
  std::vector<std::string> argv;
  std::vector<std::pair<std::string, base::Secret>> extra_env;  // exec --with-credential
  bool tee_output = false;  // keep a bounded copy of what it prints, while it is shown unchanged
  std::size_t output_max_bytes = 1u << 20;
  std::optional<std::string> stdin_text;
  const base::Secret* stdin_secret = nullptr;  // a value given to a writer (token rotate)
};

struct ProgramEnd {
  int exit_code = 0;  // 128 + n if a signal n ended it
  int process_id = 0;
  std::string output;  // the last output_max_bytes of stdout and stderr together, if tee_output
};

class Programs {
 public:
  virtual ~Programs() = default;
  // Terminal, signals and exit code are the child's: signals that reach us are passed on. Error if it cannot be
  // started.
  virtual base::Result<ProgramEnd> run(const ProgramRun& run) = 0;
  virtual base::Result<void> open_browser(const std::string& url) = 0;
};

}  // namespace e401::world
