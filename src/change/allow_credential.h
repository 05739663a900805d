// --allow-credential HOST/PATH KEY: the one way to file a credential of one host under another. The person names both
// ends; what is done is exactly that.
#pragma once

#include <string>

#include "base/result.h"
#include "change/plan.h"
#include "npm/config.h"

namespace e401::change {

struct AllowCredential {
  std::string place;  // "npm.acme.example:8443/npm/", with or without "https:" and "//" before it
  std::string key;    // "//old.acme.example/:_authToken", as it stands in a file; "": the only one there is
};

// A step that adds the key below the existing one, in the same file, with the same value. Errors are worded for the
// person.
base::Result<Step> step_for(const npm::Config& config, const AllowCredential& allow);

}  // namespace e401::change
