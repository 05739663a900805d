// Starting programs the way a shell would: same process group, same terminal, same signals.
#pragma once

#include "world/environment.h"
#include "world/programs.h"

namespace e401::sys {

class SystemPrograms final : public world::Programs {
 public:
  explicit SystemPrograms(const world::Environment& environment) : environment_(environment) {}

  // Error.code ENOENT or EACCES as the system says when there is no such program.
  base::Result<world::ProgramEnd> run(const world::ProgramRun& run) override;
  // Only http and https URLs. The opener is looked for in absolute folders of PATH that no package manager put there.
  base::Result<void> open_browser(const std::string& url) override;

 private:
  const world::Environment& environment_;
};

}  // namespace e401::sys
