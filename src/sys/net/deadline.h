// When waiting ends, and whose patience it was: that of one request (the host is slow) or that of the whole diagnosis.
#pragma once

#include <algorithm>
#include <chrono>

namespace e401::sys {

struct Deadline {
  std::chrono::steady_clock::time_point at;
  bool of_all = false;

  static Deadline in_ms(int ms, bool of_all = false) {
    return {std::chrono::steady_clock::now() + std::chrono::milliseconds(ms), of_all};
  }
  // For poll(2): 0 when it is over, rounded up so that nobody spins in the last millisecond.
  int left_ms() const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(at - std::chrono::steady_clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, 1'000'000'000));
  }
  bool over() const { return std::chrono::steady_clock::now() >= at; }
};

inline Deadline earlier(Deadline a, Deadline b) {
  return b.at < a.at ? b : a;
}

}  // namespace e401::sys
