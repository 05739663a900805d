#include "rules/lens_damage.h"

#include <algorithm>

namespace e401::rules {

bool matters(const Facts& facts, const Concern& c, const std::vector<findings::FileChange>& changes) {
  const auto outcome = what_if(facts, c, changes);
  if (!outcome || !outcome->starts) return false;
  if (outcome->other_registry) return true;
  if (!outcome->sends || !credential_could_help(c)) return false;
  if (nothing_sent(c)) return true;
  return !(outcome->decision.sent->authorization == c.decision.sent->authorization);
}

std::vector<std::size_t> mattered(const Facts& facts, const std::vector<findings::FileChange>& changes) {
  std::vector<std::size_t> out = failing(facts);
  std::erase_if(out, [&](std::size_t i) { return !matters(facts, facts.concerns[i], changes); });
  return out;
}

findings::Safety safety_of_mending(const Facts& facts, const npm::RcDocument& document) {
  return &document == facts.config.layer(npm::Layer::project).document.get() ? findings::Safety::ask
                                                                             : findings::Safety::safe;
}

}  // namespace e401::rules
