// What login, logout, token and exec share: the hands that account/ is lent, and the words for a failure.
#pragma once

#include "account/session.h"
#include "cli/commands/common.h"

namespace e401::cli {

// npm's configuration for these commands; nullopt (and said) where npm itself would not start.
enum class Recovery {
  none,
  first
};  // first: what a killed run left half-done is finished or undone before anything is read
std::optional<npm::Config> load_for_account(Context& context, Recovery recovery = Recovery::none);
account::Hands hands_of(Context& context);
// Says on stderr where the person's own configuration of e401 does not count.
void tell_own_config(Context& context, const account::Session& session);
std::string with_at(std::string scope);  // "acme" -> "@acme"

struct RegistryWanted {
  std::string url;
  bool is_given = false;  // on the command line
};
// R-80: --registry, else the scope's registry, else the default one.
RegistryWanted wanted_registry(const npm::Config& config, const std::optional<std::string>& given,
                               const std::string& scope);

int say_failure(Context& context, const base::Error& error);

}  // namespace e401::cli
