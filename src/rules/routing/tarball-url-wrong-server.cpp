#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_tarball_url_wrong_server;
const Rule rule_tarball_url_wrong_server{"tarball-url-wrong-server", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
