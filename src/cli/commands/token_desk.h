// The steps that `token list`, `create` and `revoke` begin with: npm's configuration, the registry, a credential for
// it.
#pragma once

#include <functional>

#include "account/tokens.h"
#include "cli/commands/token_common.h"

namespace e401::cli {

struct AtDesk {
  const account::Session& session;
  const account::TokenDesk& desk;
  account::OneTime otp;
};
// The exit code of `work`, or of what stood in its way.
int at_desk(Context& context, const std::function<int(AtDesk&)>& work);

}  // namespace e401::cli
