// Every secret that a configuration holds or refers to, in each form in which it could slip into a text: for the
// Redactor.
#pragma once

#include <vector>

#include "base/secret.h"
#include "npm/config.h"

namespace e401::npm {

std::vector<base::Secret> known_secrets(const Config& config);
// Those of one document, read or not: values of lines that look like credentials, passwords and tokens in URLs.
void add_secrets_of(const RcDocument& document, std::vector<base::Secret>& out);

}  // namespace e401::npm
