// lint as the commands use it: `lint` itself, and `fix` where it is asked to tidy up what no request fails of.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "findings/report.h"
#include "lint/lint.h"

namespace e401::cli {

// Every secret that was met is known to the redactor afterwards. policies: files named by --policy.
findings::Report lint_here(Context& context, const lint::Question& question, const std::vector<std::string>& policies);

}  // namespace e401::cli
