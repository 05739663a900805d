// Which text may be a token at all: what a person pastes and what a registry sends is looked at before it is believed.
#pragma once

#include <optional>
#include <string>

#include "base/secret.h"

namespace e401::account {

// Why it is none, in words that show nothing of it; nullopt: it may be one.
std::optional<std::string> why_no_token(const base::Secret& text);

}  // namespace e401::account
