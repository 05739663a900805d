// The process's surroundings that are not files: variables, working directory, user, terminal, clock.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace e401::world {

struct Environment {
  std::vector<std::pair<std::string, std::string>> variables;  // in environment order
  std::string cwd;                                             // as $PWD if that names the same directory, else getcwd
  std::string passwd_home;                                     // "" if the user has no passwd entry
  std::uint32_t user_id = 0;
  bool stdout_is_terminal = false;
  bool stderr_is_terminal = false;
  bool stdin_is_terminal = false;
  int columns = 80;
  const std::string* find(std::string_view name) const;  // the last of that exact name; nullptr
};

class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t now_s() const = 0;  // seconds since 1970
  virtual std::int64_t monotonic_ms() const = 0;
  virtual void wait_ms(std::int64_t ms) = 0;  // between two polls; whoever calls it has a bound of his own
};

}  // namespace e401::world
