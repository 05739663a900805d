// One line declares a command, one line lists it; the order is that of `e401 --help`.
#include "cli/commands/table.h"

namespace e401::cli {

extern const Command help_command;
extern const Command generate_command;

std::span<const Command* const> commands() {
  static constexpr const Command* all[] = {
      &help_command,
      &generate_command,
  };
  return all;
}

}  // namespace e401::cli
