// The person at the other end: stdout, stderr, questions.
#pragma once

#include "world/terminal.h"

namespace e401::sys {

struct TerminalSetting {
  bool can_ask = false;         // stdin and stderr are terminals
  bool shows_progress = false;  // stderr is a terminal that understands "clear the line"
  int columns = 80;
};

class SystemTerminal final : public world::Terminal {
 public:
  explicit SystemTerminal(TerminalSetting setting) : setting_(setting) {}
  SystemTerminal(const SystemTerminal&) = delete;
  SystemTerminal& operator=(const SystemTerminal&) = delete;
  ~SystemTerminal() override { clear_progress(); }

  void out(std::string_view text) override;
  void err(std::string_view text) override;
  void progress(std::string_view text) override;
  bool can_ask() const override { return setting_.can_ask; }
  std::optional<std::string> ask(std::string_view question) override;
  // Echo is off while the answer is typed, and on again whatever ends it: the answer, a signal, a stop and its
  // continuation.
  std::optional<base::Secret> ask_secret(std::string_view question) override;
  base::Result<std::string> read_stdin(std::size_t max_bytes) override;
  base::Result<std::string> read_stdin_ends(std::size_t max_bytes, std::size_t ends_max_bytes) override;
  // 0, or the errno of the first write to stdout that failed (a full disk; not a reader that went away).
  int output_problem() const { return output_problem_; }

 private:
  void clear_progress();
  TerminalSetting setting_;
  bool progress_shown_ = false;
  int output_problem_ = 0;
};

}  // namespace e401::sys
