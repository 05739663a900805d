// What the environment says about the CI run we are in.
#pragma once

#include "rules/facts.h"
#include "world/environment.h"

namespace e401::doctor {

rules::CiFacts ci_facts(const world::Environment& environment);

}  // namespace e401::doctor
