#include "change/state_folder.h"

namespace e401::change {

std::optional<std::string> state_folder(const world::Environment& environment) {
  // The XDG specification: a path that is not absolute counts as not set.
  const std::string* state = environment.find("XDG_STATE_HOME");
  if (state && state->starts_with('/')) return *state + "/e401";
  const std::string* home = environment.find("HOME");
  const std::string& base = home && home->starts_with('/') ? *home : environment.passwd_home;
  if (!base.starts_with('/')) return std::nullopt;
  return base + "/.local/state/e401";
}

}  // namespace e401::change
