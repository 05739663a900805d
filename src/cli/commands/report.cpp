// `e401 report`: a bundle for a ticket.
#include "doctor/bundle.h"

#include "cli/commands/common.h"
#include "cli/exit_code.h"

namespace e401::cli {
namespace {

constexpr Option options[] = {
    {.names = "--json", .help = "as it is anyway"},
    {.names = "--offline", .help = "ask no registry"},
    {.names = "--trust-project", .help = "credentials may be tried at hosts that only this project's files name"},
};

int run(Context& context) {
  doctor::Question question;
  question.offline = context.arguments.has("--offline");
  question.trust_project = context.arguments.has("--trust-project");
  const doctor::Diagnosis d = diagnose_here(context, question);
  context.world.terminal.out(doctor::render_bundle(d));
  return exit_code::healthy;
}

}  // namespace

extern const Command report_command;
constinit const Command report_command{
    .name = "report",
    .summary = "writes all that a maintainer needs to understand this case, without secrets, as JSON to stdout",
    .options = options,
    .manual =
        "Read it before you send it: it names your hosts, folders and packages. Credentials are fingerprints.\n\n  "
        "e401 report > e401-report.json",
    .run = run,
};

}  // namespace e401::cli
