// A baseline: the findings of one day, that lint does not repeat. It holds codes, file names and fingerprints; no line
// numbers, so that it survives when lines move, and no secrets. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "findings/report.h"

namespace e401::lint {

using Baseline = std::map<std::string, std::string>;  // fingerprint -> code

// root: the folder that file names are relative to, the same for both.
std::string write_baseline(const findings::Report& report, const std::string& root);
base::Result<Baseline> read_baseline(std::string_view text, const std::string& file);

// Takes out what the baseline knows, and says so in the report; healthy afterwards where no error is left.
void apply_baseline(const Baseline& baseline, const std::string& root, findings::Report& report);

}  // namespace e401::lint
