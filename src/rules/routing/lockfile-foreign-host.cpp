#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_lockfile_foreign_host;
const Rule rule_lockfile_foreign_host{"lockfile-foreign-host", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
