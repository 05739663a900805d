// Asks hosts as npm would: a batch in parallel, redirects followed by npm's rule, answers turned into facts.
#pragma once

#include <string>
#include <vector>

#include "rules/facts.h"
#include "world/transport.h"
#include "world/world.h"

namespace e401::doctor {

struct Ask {
  std::string url;
  const npm::Credential* credential = nullptr;  // nullptr: anonymous
  bool headers_only = false;                    // tarballs
  bool full_metadata = false;                   // else Accept: abbreviated packument, as an install asks
  std::size_t body_max_bytes = 0;
};

// A user name and password go out once with each ask (TRUST 3). Where the same address is asked without them too and is
// redirected to another spelling of itself, they go there at once; where they are answered by a redirect, it is not
// followed, and not_asked_why says so.

// In the order of asks. deadline_ms: for all together, redirects included.
std::vector<rules::Answer> ask_all(const world::World& world, const world::Transport& transport,
                                   const std::vector<Ask>& asks, int deadline_ms);

rules::Answer to_answer(world::HttpAnswer answer);

}  // namespace e401::doctor
