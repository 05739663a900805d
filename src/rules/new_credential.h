// How a person comes to a credential and where it has to be put: the advice of the rules that say "get one", the
// vendor's page and commands filled in. Always manual; no secret is in it.
#pragma once

#include <string>

#include "rules/lens.h"

namespace e401::rules {

// The first one for this registry: it goes into the person's own npmrc. description: instead of those words.
findings::Fix new_credential(const Facts& facts, const Concern& c, std::string description = {});
// Another one for the one that npm sends and the host refuses: it goes where that one is read from (a variable, a line
// of a file, the command line), for a login would write it elsewhere, and the old one would still count.
findings::Fix another_credential(const Facts& facts, const Concern& c);

}  // namespace e401::rules
