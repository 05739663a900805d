// `e401 why TARGET`: which registry, which address, which credential, and why every other candidate lost. No network,
// pure.
#pragma once

#include <string>
#include <vector>

#include "findings/report.h"
#include "npm/config.h"
#include "npm/credentials.h"

namespace e401::doctor {

struct Why {
  std::string target;            // as the person wrote it
  npm::RegistryChoice registry;  // of the package; for an address: the default registry, which only the fall-back uses
  std::string request;           // the address npm asks, without passwords; "" it asks no registry
  std::string no_request_note;   // why not, where that is as it should be: git, a file
  bool is_address = false;       // npm asks the address that was named: no registry's document leads there
  npm::Decision decision;
  std::string tarball_note;           // what happens to the tarball's address
  std::string redirect_note;          // what a redirect does to the credential
  std::vector<std::string> problems;  // what cannot be right
};

Why why(const npm::Config& config, const std::string& target);

std::string render_why_json(const std::vector<Why>& answers);
std::string render_why_text(const std::vector<Why>& answers, const findings::TextStyle& style);

}  // namespace e401::doctor
