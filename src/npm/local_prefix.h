// Where npm thinks the project is (R-14..R-16).
#pragma once

#include <optional>
#include <string>

#include "base/files.h"
#include "npm/dialect.h"
#include "npm/layer_store.h"

namespace e401::npm {

struct LocalPrefix {
  std::string path;
  std::string workspace;             // the member that npm was started in; "" if there is none
  std::string ignored_workspace_rc;  // the member's .npmrc
  std::optional<ConfigError> error;
};

// store: with the builtin, cli and env layers loaded.
LocalPrefix find_local_prefix(const std::string& cwd, const LayerStore& store, const Dialect& dialect,
                              const base::ReadFiles& files);

}  // namespace e401::npm
