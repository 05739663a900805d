// TRUST 1: may this be asked now, and with this credential? A project's files are written by strangers.
#pragma once

#include <optional>
#include <string>

#include "policy/trusted_hosts.h"
#include "rules/facts.h"

namespace e401::doctor {

// nullopt: yes. Else the reason why not, for `skipped`.
std::optional<std::string> refusal_to_send(const rules::Facts& facts, const rules::Concern& concern,
                                           const npm::Credential& credential);

// Without a credential. Only what would tell the value of a variable is not asked: an address, or a proxy, into which a
// stranger has put it.
std::optional<std::string> refusal_to_ask(const rules::Facts& facts, const rules::Concern& concern);

// whoami and ping do what npm does, and the project's own literal credential goes to the project's own host. Nothing of
// the person's does, unless they trust the host (policy/user_config.h): no variable's value, no line of theirs through
// a proxy that a stranger set. nullopt: go on; else the reason, with the line.
std::optional<std::string> refusal_to_do_as_npm(const npm::Config& config, const policy::TrustedHosts& trusted,
                                                const std::string& registry, const npm::Url& url,
                                                const npm::Credential* credential);

}  // namespace e401::doctor
