#include "cli/commands/table.h"
#include "cli/program.h"
#include "sys/machine.h"
#include "sys/process.h"

int main(int argc, char** argv) {
  e401::sys::prepare_process();
  int code = 0;
  {
    e401::sys::Machine machine;
    code = e401::cli::run_program(e401::cli::commands(), machine.world(), {argv + (argc > 0), argv + argc});
    code = machine.output_code(code);
  }
  e401::sys::end_process(code);
}
