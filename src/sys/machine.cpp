#include "sys/machine.h"

#include "sys/descriptor.h"
#include "sys/environment.h"

namespace e401::sys {
namespace {

constexpr int output_failed_code = 70;  // EX_SOFTWARE, as for every failure that is not about the question

TerminalSetting terminal_setting(const world::Environment& environment) {
  const std::string* kind = environment.find("TERM");
  return {.can_ask = environment.stdin_is_terminal && environment.stderr_is_terminal,
          .shows_progress = environment.stderr_is_terminal && kind && !kind->empty() && *kind != "dumb",
          .columns = environment.columns};
}

}  // namespace

Machine::Machine()
    : environment_(read_environment()),
      programs_(environment_),
      terminal_(terminal_setting(environment_)),
      http_(environment_) {}

world::World Machine::world() {
  return {.environment = environment_,
          .files = files_,
          .http = careful_http_,
          .clock = clock_,
          .programs = programs_,
          .terminal = terminal_};
}

int Machine::output_code(int code) {
  if (terminal_.output_problem() == 0) return code;
  terminal_.err("e401: " + fail_errno("cannot write to stdout", {}, terminal_.output_problem()).error().text() + "\n");
  return output_failed_code;
}

}  // namespace e401::sys
