// npm takes the strongest layer and last line of each key, then the longest key, then the strongest field. What stands
// before the good credential in that order must go: the dead one that is sent, and every other that would take its
// place.
#include "rules/lens_shadow.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "rules/credential_text.h"
#include "rules/lens_values.h"
#include "rules/lens_verdict.h"

namespace e401::rules {
namespace {

int strength_of(std::string_view field) {
  if (field == "_authToken") return 4;
  if (field == "_auth") return 3;
  if (field == "username" || field == "_password") return 2;
  return field == "certfile" || field == "keyfile" ? 1 : 0;
}

struct Key {
  std::string prefix, field;
};
Key split_key(const std::string& key) {
  const std::size_t colon = key.rfind(':');
  return colon == std::string::npos ? Key{key, ""} : Key{key.substr(0, colon), key.substr(colon + 1)};
}

bool is_off(const npm::Entry& e) {
  return !e.value.truthy();
}

// Does `e` count before `good` for this address?
bool counts_before(const npm::Entry& e, const npm::Entry& good, const npm::Url& url) {
  const Key mine = split_key(e.key), other = split_key(good.key);
  if (strength_of(mine.field) == 0 || !covers(mine.prefix, url)) return false;
  if (e.key == good.key || (mine.prefix == other.prefix && strength_of(mine.field) == strength_of(other.field))) {
    if (e.layer != good.layer) return e.layer > good.layer;
    return e.key == good.key && e.place.line > good.place.line;
  }
  if (e.superseded || is_off(e)) return false;
  if (mine.prefix == other.prefix) return strength_of(mine.field) > strength_of(other.field);
  return mine.prefix.size() > other.prefix.size();
}

bool proves(const Concern& c, const Alternative& a) {
  if (!a.answer.asked || !a.answer.ok()) return false;
  if (a.answer.username) return !base::ascii_iequals(*a.answer.username, "anonymous");
  if (c.purpose == Purpose::whoami) return false;
  // A package that anybody reads proves nothing about a credential.
  return a.answer.is_packument && !(c.anonymous.asked && c.anonymous.ok());
}

// A user name and password that npm does not send are not tried, because directories lock accounts. Beside a credential
// that is refused beyond doubt, a well-formed one for the same address is good enough to act on, after asking.
bool looks_whole(const Alternative& a) {
  return a.credential.kind == npm::CredentialKind::basic && !a.credential.username.empty() &&
         !a.credential.password.empty() && is_typed_text(a.credential.password.reveal()) &&
         !is_placeholder(a.credential.password.reveal());
}

}  // namespace

std::optional<Shadowed> shadowed_credential(const Facts& facts, const Concern& c) {
  if (!c.sent() || !c.url || !c.decision.sent->entry || c.alternatives.empty()) return std::nullopt;
  if (!may_be_the_credential(facts, c)) return std::nullopt;
  Shadowed s;
  for (const Alternative& a : c.alternatives)
    if (proves(c, a)) {
      s.good = &a;
      s.tried = s.proven = true;
      break;
    }
  // Not tried, and the one that is sent is dead: likely.
  const Verdict v = weigh(facts, c);
  if (!s.good && v.standing == Standing::refused)
    for (const Alternative& a : c.alternatives)
      if (!a.answer.asked || (is_writing(c) && a.answer.ok() && a.answer.is_packument)) {
        s.good = &a;
        s.proven = v.sure && !a.answer.asked && looks_whole(a);
        break;
      }
  if (!s.good || !s.good->considered.entry) return std::nullopt;
  const npm::Entry& good = *s.good->considered.entry;
  const npm::Entry* sent = c.decision.sent->entry;
  s.across_layers = sent->layer != good.layer;
  for (const npm::LayerData& layer : facts.config.layers)
    for (const npm::Entry& e : layer.entries)
      if (counts_before(e, good, *c.url)) s.in_front.push_back(&e);
  std::stable_partition(s.in_front.begin(), s.in_front.end(),
                        [&](const npm::Entry* e) { return e == sent || e == c.decision.sent->username_entry; });
  return s;
}

void describe_shadow(const Facts& facts, const Concern& c, const Shadowed& shadow, findings::Finding& f) {
  const npm::Entry& good = *shadow.good->considered.entry;
  const std::string why_not = shadow.good->answer.not_asked_why;
  if (shadow.tried)
    f.detail += "; with the credential of " + where_words(facts, good) + " it answers 200";
  else if (shadow.proven)
    f.detail += "; the credential of " + where_words(facts, good) + " was not tried: " + why_not;
  else
    f.would_prove = "the credential of " + where_words(facts, good) + " is accepted" +
                    (why_not.empty() ? "" : " (not tried: " + why_not + ")");
  for (const npm::Entry* e : shadow.in_front)
    f.evidence.push_back(at(*e, e == c.decision.sent->entry ? "is sent, and refused" : "counts before the good one"));
  f.evidence.push_back(at(good, shadow.tried ? "would be accepted" : "is hidden"));
  if (auto fix = delete_shadows(facts, c, shadow)) f.fixes.push_back(std::move(*fix));
  if (f.fixes.empty())
    f.fixes.push_back(manual(
        "delete-line", "take the credential for " + c.host + " out of " + where_words(facts, *c.decision.sent->entry)));
}

std::optional<findings::Fix> delete_shadows(const Facts& facts, const Concern& c, const Shadowed& shadow) {
  std::map<const npm::RcDocument*, findings::FileChange> changes;
  std::vector<std::string> places;
  for (const npm::Entry* e : shadow.in_front) {
    const npm::RcDocument* document = document_of(facts, *e);
    if (!document || document->encoding() != npm::RcEncoding::utf8) return std::nullopt;
    const auto [at, is_new] = changes.try_emplace(document, findings::FileChange{});
    if (is_new) at->second = edit_of(*document);
    delete_line(at->second, *document, static_cast<std::size_t>(e->place.line));
    places.push_back(where_words(facts, *e));
  }
  if (changes.empty()) return std::nullopt;
  findings::Fix fix;
  fix.id = "delete-line";
  fix.safety = shadow.tried ? findings::Safety::safe : findings::Safety::ask;
  fix.description = "delete " + base::join(places, ", ") + ": npm then sends the credential of " +
                    where_words(facts, *shadow.good->considered.entry) + " to " + c.host;
  for (auto& [document, change] : changes) fix.changes.push_back(std::move(change));
  return fix;
}

}  // namespace e401::rules
