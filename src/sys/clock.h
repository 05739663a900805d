// The two clocks of the system.
#pragma once

#include "world/environment.h"

namespace e401::sys {

class SystemClock final : public world::Clock {
 public:
  std::int64_t now_s() const override;
  std::int64_t monotonic_ms() const override;
  void wait_ms(std::int64_t ms) override;
};

}  // namespace e401::sys
