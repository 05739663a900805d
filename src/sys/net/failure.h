// Why a request got no answer, as world::HttpAnswer tells it.
#pragma once

#include <expected>
#include <string>

#include "sys/net/deadline.h"
#include "world/http.h"

namespace e401::sys {

struct Failure {
  world::Trouble trouble = world::Trouble::none;
  std::string detail;
  std::string node_code;
};

template <class T>
using Attempt = std::expected<T, Failure>;

inline std::unexpected<Failure> no_answer(world::Trouble trouble, std::string detail, std::string node_code) {
  return std::unexpected<Failure>({trouble, std::move(detail), std::move(node_code)});
}

// what: "connecting to h:443"
inline std::unexpected<Failure> too_late(Deadline deadline, const std::string& what) {
  if (deadline.of_all)
    return no_answer(world::Trouble::cancelled, "the time for all requests was over while " + what, "ETIMEDOUT");
  return no_answer(world::Trouble::timed_out, "timed out while " + what, "ETIMEDOUT");
}

}  // namespace e401::sys
