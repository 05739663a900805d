// The terminal that commands are given: nothing passes it that holds a secret the redactor was told of. stdout is
// collected and written when something else is said, at the end, or when much has come together: one write instead of
// hundreds, and a secret that arrives in two pieces is seen whole.
#pragma once

#include "base/redact.h"
#include "world/terminal.h"

namespace e401::cli {

class MaskingTerminal final : public world::Terminal {
 public:
  MaskingTerminal(world::Terminal& inner, const base::Redactor& redactor) : inner_(inner), redactor_(redactor) {}
  MaskingTerminal(const MaskingTerminal&) = delete;
  MaskingTerminal& operator=(const MaskingTerminal&) = delete;

  void out(std::string_view text) override;
  void err(std::string_view text) override;
  void progress(std::string_view text) override;
  bool can_ask() const override { return inner_.can_ask(); }
  std::optional<std::string> ask(std::string_view question) override;
  std::optional<base::Secret> ask_secret(std::string_view question) override;
  base::Result<std::string> read_stdin(std::size_t max_bytes) override { return inner_.read_stdin(max_bytes); }
  base::Result<std::string> read_stdin_ends(std::size_t max_bytes, std::size_t ends_max_bytes) override {
    return inner_.read_stdin_ends(max_bytes, ends_max_bytes);
  }

  // Before another program writes to our stdout, and at the end.
  void flush();

 private:
  world::Terminal& inner_;
  const base::Redactor& redactor_;
  std::string waiting_;
};

}  // namespace e401::cli
