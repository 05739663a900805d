// A credential that lost against the one npm sends: is it the better one, and what must go so that it counts?
#pragma once

#include "rules/lens.h"

namespace e401::rules {

struct Shadowed {
  const Alternative* good = nullptr;
  bool tried = false;   // the host accepts it where it refuses the one that is sent
  bool proven = false;  // tried; or it may not be tried, is well-formed, and the one that is sent is refused for sure
  std::vector<const npm::Entry*>
      in_front;                // the entries of the credentials that count before it, the one that is sent first
  bool across_layers = false;  // the one that is sent stands in another layer
};
// Nothing where every other credential is refused as well, or the one that is sent is good.
std::optional<Shadowed> shadowed_credential(const Facts& facts, const Concern& c);

// Fills in what both rules about shadows say alike: detail, proof, evidence, fix.
void describe_shadow(const Facts& facts, const Concern& c, const Shadowed& shadow, findings::Finding& f);

// Deletes the lines in front, all of them or none; nullopt where one of them stands in no file.
std::optional<findings::Fix> delete_shadows(const Facts& facts, const Concern& c, const Shadowed& shadow);

}  // namespace e401::rules
