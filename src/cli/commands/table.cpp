// One line declares a command, one line lists it; the order is that of `e401 --help`.
#include "cli/commands/table.h"

namespace e401::cli {

extern const Command doctor_command;
extern const Command fix_command;
extern const Command lint_command;
extern const Command run_command;
extern const Command explain_command;
extern const Command why_command;
extern const Command whoami_command;
extern const Command ping_command;
extern const Command login_command;
extern const Command logout_command;
extern const Command token_list_command;
extern const Command token_create_command;
extern const Command token_revoke_command;
extern const Command token_check_command;
extern const Command token_rotate_command;
extern const Command exec_command;
extern const Command config_list_command;
extern const Command config_ls_command;
extern const Command config_get_command;
extern const Command config_dump_command;
extern const Command report_command;
extern const Command help_command;
extern const Command generate_command;

std::span<const Command* const> commands() {
  static constexpr const Command* all[] = {
      &doctor_command,     &fix_command,          &lint_command,         &run_command,         &explain_command,
      &why_command,        &whoami_command,       &ping_command,         &login_command,       &logout_command,
      &token_list_command, &token_create_command, &token_revoke_command, &token_check_command, &token_rotate_command,
      &exec_command,       &config_list_command,  &config_ls_command,    &config_get_command,  &config_dump_command,
      &report_command,     &help_command,         &generate_command,
  };
  return all;
}

}  // namespace e401::cli
