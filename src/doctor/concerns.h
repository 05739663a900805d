// The requests that a diagnosis is about: the one that failed (failing_request.cpp), and those the command would make
// next (next_requests.cpp). Here: how each kind of request is made of the configuration, with what npm looks up for it.
#pragma once

#include <string>
#include <vector>

#include "findings/finding.h"
#include "rules/facts.h"
#include "rules/lens.h"

namespace e401::doctor {

// facts: all but concerns filled in. specs: packages named by the person (none: the project's own). skipped: told what
// the bound on packages leaves out.
std::vector<rules::Concern> find_concerns(const rules::Facts& facts, const std::vector<std::string>& specs,
                                          std::vector<findings::Skipped>& skipped);

// The request for a package's document at the registry that is configured for it.
rules::Concern packument_concern(const rules::Facts& facts, const npm::PackageSpec& spec, rules::Operation operation,
                                 base::Place named_at);

// The concern of a tarball that a packument (concern number parent) names.
rules::Concern tarball_concern(const rules::Facts& facts, std::size_t parent, const std::string& address);

// A tarball that a lockfile pins.
rules::Concern locked_tarball_concern(const rules::Facts& facts, const npm::LockedPackage& package);

// A dependency given as an address (spec.type is remote): no registry is asked for it.
rules::Concern direct_tarball_concern(const rules::Facts& facts, const npm::PackageSpec& spec, base::Place named_at);

// `npm publish` of a package of this project (own.json has its name and publishConfig); nullopt: it has no name that
// npm takes.
std::optional<rules::Concern> publish_concern(const rules::Facts& facts, const rules::OwnPackage& own);

// Another write to a package (deprecate, dist-tag, unpublish, owner), or the publish of one that is not this project's.
// written_to: the client's address.
rules::Concern write_concern(const rules::Facts& facts, const npm::PackageSpec& spec, const std::string& written_to,
                             const std::string& method);

// An endpoint below /-/ of a registry. spec: of the package that it is about, if any.
rules::Concern endpoint_concern(const rules::Facts& facts, const npm::PackageSpec& spec, const std::string& address,
                                const std::string& method);

rules::Concern whoami_concern(const rules::Facts& facts);    // GET /-/whoami, which wants the exact key
rules::Concern identity_concern(const rules::Facts& facts);  // `npm whoami`: ping where npm asks nobody for the name
rules::Concern ping_concern(const rules::Facts& facts);

// The packages that `npm publish` is about: the chosen workspaces, the folder it names, else the project's own.
std::vector<rules::OwnPackage> published_packages(const rules::Facts& facts);

// What npm looks up for a request: credential of the HTTP layer, the exact key where the command wants it, and npm's
// own stops.
void decide(const rules::Facts& facts, rules::Concern& concern);

// npm 12 fetches only tarballs below the registry's own address.
bool outside_registry(const rules::Facts& facts, const rules::Concern& concern);

}  // namespace e401::doctor
