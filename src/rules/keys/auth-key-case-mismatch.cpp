// Decisive: a complete credential whose key differs from a key that npm tries for the failing request in capitals only.
#include <algorithm>

#include "base/text.h"
#include "rules/lens_keys.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

// The spelling that npm looks for, if capitals are all the difference.
std::string wanted_spelling(const Concern& c, const Filed& filed) {
  std::vector<std::string> wanted{key_for(c)};
  if (!c.wants_exact_key && c.url)
    for (std::string& p : npm::key_prefixes(*c.url)) wanted.push_back(std::move(p));
  for (const std::string& w : wanted)
    if (w != filed.prefix && base::ascii_iequals(w, filed.prefix)) return w;
  return {};
}

void check(const Facts& facts, findings::Findings& out) {
  const std::vector<Meant> meant = meant_credentials(facts);
  const std::vector<Filed> all = filed_credentials(facts, meant);
  for (const std::size_t i : starved(facts)) {
    const Concern& c = facts.concerns[i];
    for (const Filed& filed : all) {
      const std::string wanted = filed.complete ? wanted_spelling(c, filed) : std::string();
      auto fix = wanted.empty() ? std::nullopt : file_under(facts, c, filed.lines, wanted, "fix-case", Filing::instead);
      if (!fix) continue;
      findings::Finding f = about(facts, i, "auth-key-case-mismatch", true);
      f.title = "the key is spelled " + filed.prefix + ", npm looks for " + wanted;
      f.evidence = at_all(filed.lines, "capitals count here");
      add_registry_line(c, f.evidence, "the registry that is asked");
      f.why =
          "npm lower-cases the host of an address before it looks for the key, keeps the path as it is, and compares "
          "keys letter by letter.";
      f.help = "Spell the key as npm looks it up: " + wanted;
      f.fixes = {std::move(*fix), by_hand(facts, c, wanted + ":" + filed.lines.front()->key.meant_field)};
      out.add(std::move(f));
      break;
    }
  }
}

}  // namespace

extern const Rule rule_auth_key_case_mismatch;
const Rule rule_auth_key_case_mismatch{"auth-key-case-mismatch", check};

}  // namespace e401::rules
