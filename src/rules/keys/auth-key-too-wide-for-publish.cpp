// Decisive: npm stops with ENEEDAUTH for want of the exact key, while the look-up of requests finds a credential
// further up the path.
#include <algorithm>

#include "rules/lens_keys.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

void check(const Facts& facts, findings::Findings& out) {
  const std::vector<Meant> meant = meant_credentials(facts);
  const std::vector<Filed> all = filed_credentials(facts, meant);
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (c.stopped_by != "ENEEDAUTH" || c.exact || !c.sent() || c.decision.by_url_userinfo ||
        c.decision.by_registry_fallback)
      continue;
    const auto filed =
        std::find_if(all.begin(), all.end(), [&](const Filed& f) { return f.prefix == c.decision.sent->prefix; });
    if (filed == all.end() || !filed->complete) continue;
    auto fix = file_under(facts, c, filed->lines, key_for(c), "add-exact-key", Filing::besides);
    if (!fix) continue;
    const std::string command = c.purpose == Purpose::publish ? "publish" : "whoami";
    findings::Finding f = about(facts, i, "auth-key-too-wide-for-publish", true);
    f.title = "npm " + command + " looks for " + key_for(c) + " only; the credential is filed further up, under " +
              filed->prefix;
    f.evidence = at_all(filed->lines, "enough for install, not for " + command);
    add_registry_line(c, f.evidence, "the registry whose exact key is wanted");
    f.why =
        "npm has two look-ups: requests walk up the path and find the shorter key; publish, whoami and logout look for "
        "the registry's own key and stop with ENEEDAUTH when it is not there.";
    f.help = "File the same credential under the registry's own key as well: " + key_for(c);
    f.fixes = {std::move(*fix), by_hand(facts, c, key_for(c) + ":" + filed->lines.front()->key.meant_field)};
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_auth_key_too_wide_for_publish;
const Rule rule_auth_key_too_wide_for_publish{"auth-key-too-wide-for-publish", check};

}  // namespace e401::rules
