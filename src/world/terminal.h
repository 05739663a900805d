// What the person sees and says.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "base/secret.h"

namespace e401::world {

class Terminal {
 public:
  virtual ~Terminal() = default;
  virtual void out(std::string_view text) = 0;  // stdout, unchanged
  virtual void err(std::string_view text) = 0;  // stderr, unchanged
  virtual void progress(
      std::string_view text) = 0;    // one line on stderr that the next call replaces; nothing when not a terminal
  virtual bool can_ask() const = 0;  // stdin and stderr are terminals
  virtual std::optional<std::string> ask(std::string_view question) = 0;          // nullopt: end of input
  virtual std::optional<base::Secret> ask_secret(std::string_view question) = 0;  // echo off
  virtual base::Result<std::string> read_stdin(std::size_t max_bytes) = 0;        // "too-large" beyond
  // A longer input is not refused: of more than max_bytes its two ends are kept (base::keep_ends, ends_max_bytes).
  virtual base::Result<std::string> read_stdin_ends(std::size_t max_bytes, std::size_t ends_max_bytes) = 0;
};

}  // namespace e401::world
