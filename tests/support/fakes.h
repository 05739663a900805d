// The rest of a world for tests: a clock that stands, a terminal that collects, programs that refuse to start.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "base/text.h"
#include "support/memory_files.h"
#include "support/scripted_http.h"
#include "world/world.h"

namespace e401::support {

class FixedClock : public world::Clock {
 public:
  std::int64_t seconds = 1'790'000'000;  // 2026-09-21
  mutable std::int64_t milliseconds = 0;
  std::int64_t now_s() const override { return seconds; }
  std::int64_t monotonic_ms() const override { return ++milliseconds; }
  void wait_ms(std::int64_t ms) override { milliseconds += ms; }
};

class CollectingTerminal : public world::Terminal {
 public:
  std::string out_text, err_text;
  std::vector<std::string> progress_lines, questions;
  std::deque<std::string> answers;  // what the person says, in order; none left: end of input
  std::string stdin_text;
  bool is_interactive = false;

  void out(std::string_view text) override { out_text += text; }
  void err(std::string_view text) override { err_text += text; }
  void progress(std::string_view text) override { progress_lines.emplace_back(text); }
  bool can_ask() const override { return is_interactive; }
  std::optional<std::string> ask(std::string_view question) override { return next(question); }
  std::optional<base::Secret> ask_secret(std::string_view question) override {
    auto text = next(question);
    if (!text) return std::nullopt;
    return base::Secret(std::move(*text));
  }
  base::Result<std::string> read_stdin(std::size_t max_bytes) override {
    if (stdin_text.size() > max_bytes) return base::fail("standard input is too large", "-", 0, "too-large");
    return stdin_text;
  }

  base::Result<std::string> read_stdin_ends(std::size_t max_bytes, std::size_t ends_max_bytes) override {
    std::string text = stdin_text;
    if (text.size() > max_bytes) base::keep_ends(text, ends_max_bytes);
    return text;
  }

 private:
  std::optional<std::string> next(std::string_view question) {
    questions.emplace_back(question);
    if (answers.empty()) return std::nullopt;
    std::string text = std::move(answers.front());
    answers.pop_front();
    return text;
  }
};

class RefusingPrograms : public world::Programs {
 public:
  std::vector<std::vector<std::string>> tried;
  std::vector<std::string> browsed;
  base::Result<world::ProgramEnd> run(const world::ProgramRun& run) override {
    tried.push_back(run.argv);
    return base::fail("no program is started in this test", run.argv.empty() ? "" : run.argv.front(), 0, "EACCES");
  }
  base::Result<void> open_browser(const std::string& url) override {
    browsed.push_back(url);
    return base::fail("there is no browser in this test", url);
  }
};

// A machine: all parts of a world, and the world over them. It stays where it was made.
struct Machine {
  Machine() = default;
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  MemoryFiles files;
  ScriptedHttp http;
  FixedClock clock;
  RefusingPrograms programs;
  CollectingTerminal terminal;
  world::Environment environment;
  world::World world() { return {environment, files, http, clock, programs, terminal}; }
};

}  // namespace e401::support
