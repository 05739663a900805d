#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_cross_host_tarball_no_auth;
const Rule rule_cross_host_tarball_no_auth{"cross-host-tarball-no-auth", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
