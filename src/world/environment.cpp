#include "world/environment.h"

namespace e401::world {

const std::string* Environment::find(std::string_view name) const {
  for (auto it = variables.rbegin(); it != variables.rend(); ++it)
    if (it->first == name) return &it->second;
  return nullptr;
}

}  // namespace e401::world
