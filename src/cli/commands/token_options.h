// The options that several token commands have, and what they ask for.
#pragma once

#include <algorithm>
#include <array>

#include "account/tokens.h"
#include "cli/command.h"

namespace e401::cli {

// Which registry, and as whom.
inline constexpr std::array<Option, 4> token_place_options{{
    {.names = "--registry", .argument = "URL", .help = "the registry, instead of the scope's or the default one"},
    {.names = "--scope", .argument = "@SCOPE", .help = "the registry of this scope"},
    {.names = "--otp", .argument = "CODE", .help = "one-time password; without it you are asked where one is wanted"},
    {.names = "--trust-project", .help = "also where only this project's files name the registry"},
}};

// What a new token may do, and for how long. npm's own names count as well: one that was not understood would make a
// token that can do more.
inline constexpr std::array<Option, 10> token_rights_options{{
    {.names = "--expires", .argument = "DAYS", .help = "how long it lives"},
    {.names = "--packages", .argument = "NAME", .help = "a package that it may be used for", .repeats = true},
    {.names = "--packages-all", .help = "every package of yours"},
    {.names = "--scopes", .argument = "@SCOPE", .help = "a scope that it may be used for", .repeats = true},
    {.names = "--orgs", .argument = "NAME", .help = "an organisation that it may be used for", .repeats = true},
    {.names = "--packages-and-scopes-permission, --permission",
     .argument = "RIGHT",
     .help = "on packages and scopes",
     .choices = "read-only|read-write|read-write-stage-only|no-access"},
    {.names = "--orgs-permission",
     .argument = "RIGHT",
     .help = "on organisations",
     .choices = "read-only|read-write|no-access"},
    {.names = "--read-only", .help = "it cannot publish"},
    {.names = "--cidr",
     .argument = "RANGE",
     .help = "IPv4 addresses that it works from: 192.0.2.0/24",
     .repeats = true},
    {.names = "--bypass-2fa", .help = "it asks for no one-time password"},
}};

template <std::size_t... N>
constexpr auto joined(const std::array<Option, N>&... parts) {
  std::array<Option, (N + ...)> all{};
  auto at = all.begin();
  ((at = std::copy(parts.begin(), parts.end(), at)), ...);
  return all;
}

account::RegistryAsked registry_asked(const Arguments& args, const npm::Config& config);
account::OneTime one_time_of(const Arguments& args);
// Fails, for the person who typed it, where a value makes no sense.
base::Result<account::NewToken> rights_asked(const Arguments& args);

}  // namespace e401::cli
