// `e401 config dump`: npm's whole configuration as e401 computes it, in one JSON text, for machines: for comparing e401
// with the real npm, and for seeing what it believes. Nothing secret is in it: a secret is given as a digest.
#pragma once

#include <string>

#include "world/world.h"

namespace e401::cli {

// query: "" for the present environment, or a JSON object whose members stand in for parts of it:
//   npmVersion, npmRoot, node, argv (npm's arguments)      what npm is run
//   specs: [SPEC...], requests: [{"url", "spec"?}...]      questions
//   digests: "full"                                        whole SHA-256 digests of secrets instead of 8 hex digits
// Returns JSON, schema "e401.config/1"; an error for a query that is no JSON object.
base::Result<std::string> config_dump(const world::Environment& environment, const base::ReadFiles& files,
                                      const std::string& query);

}  // namespace e401::cli
