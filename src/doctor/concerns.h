// The requests that a diagnosis is about: the one that failed, and those the command would make next.
#pragma once

#include <string>
#include <vector>

#include "rules/facts.h"

namespace e401::doctor {

// facts: all but concerns filled in. specs: packages named by the person ("" of them: the project's own).
std::vector<rules::Concern> find_concerns(const rules::Facts& facts, const std::vector<std::string>& specs);

// The request for a package's document at the registry that is configured for it.
rules::Concern packument_concern(const rules::Facts& facts, const npm::PackageSpec& spec, rules::Operation operation, base::Place named_at);

// The concern of a tarball that a packument (concern number parent) names.
rules::Concern tarball_concern(const rules::Facts& facts, std::size_t parent, const std::string& address);

// What npm looks up for a request: credential of the HTTP layer, the exact key where the command wants it, and npm's own stops.
void decide(const rules::Facts& facts, rules::Concern& concern);

// npm 12 fetches only tarballs below the registry's own address.
bool outside_registry(const rules::Facts& facts, const rules::Concern& concern);

}  // namespace e401::doctor
