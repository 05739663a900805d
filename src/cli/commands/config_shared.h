// What `config list` and `config get` share: npm's configuration for npm's own arguments, and npm's refusals.
#pragma once

#include <optional>
#include <string>

#include "cli/commands/common.h"
#include "cli/commands/npm_failure.h"

namespace e401::cli {

// Why npm prints nothing and ends with 1; nullopt: it does not. Said by the caller.
std::optional<NpmFailure> config_refusal(const npm::Config& config);

// The list for a configuration that was loaded already; returns an exit code.
int print_config_list(Context& context, const npm::Config& config, bool json);

extern const Option config_options[3];

}  // namespace e401::cli
