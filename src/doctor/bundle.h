// `e401 report`: what a maintainer needs to understand a case, without a secret in it.
#pragma once

#include <string>

#include "doctor/doctor.h"

namespace e401::doctor {

// One JSON text ("e401.report/1"): versions, files as masked lines, routes, requests with their answers, the report.
std::string render_bundle(const Diagnosis& diagnosis);

}  // namespace e401::doctor
