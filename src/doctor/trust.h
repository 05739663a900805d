// TRUST 1: may this credential be sent to this concern's host now? A project's files are written by strangers.
#pragma once

#include <optional>
#include <string>

#include "rules/facts.h"

namespace e401::doctor {

// nullopt: yes. Else the reason why not, for `skipped`.
std::optional<std::string> refusal_to_send(const rules::Facts& facts, const rules::Concern& concern, const npm::Credential& credential);

}  // namespace e401::doctor
