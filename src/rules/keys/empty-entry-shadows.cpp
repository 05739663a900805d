// Decisive: under a key that npm tries, the entry that counts is empty, and the same key has a value in a weaker layer
// or on an earlier line, which would go with the request if the empty entry were not there. An entry that is empty
// because its variable is, is env-var-empty; a hidden credential that the host refuses as well is not the cure.
#include <algorithm>

#include "rules/lens_keys.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool is_variables_doing(const npm::Entry& e) {
  return !e.variables.empty();
}

const npm::Entry* hidden_by(const Facts& facts, const npm::Entry& empty) {
  for (const npm::Entry* e : facts.config.all(empty.key))
    if (e != &empty && e->value.truthy()) return e;
  return nullptr;
}

// All entries of that key that stand before the hidden one: they must go together.
std::optional<findings::Fix> fix_for(const Facts& facts, const Concern& c, const npm::Entry& empty,
                                     const npm::Entry& hidden, std::vector<const npm::Entry*>& gone) {
  findings::Fix fix;
  fix.id = "delete-empty-entry";
  fix.safety = findings::Safety::safe;  // the credential goes where its own key says, as its owner filed it
  for (const npm::Entry* e : facts.config.all(empty.key)) {
    if (e == &hidden) break;
    const npm::RcDocument* document = document_of(facts, *e);
    if (!document || e->value.truthy()) return std::nullopt;
    auto change = std::find_if(fix.changes.begin(), fix.changes.end(),
                               [&](const findings::FileChange& x) { return x.path == document->path(); });
    if (change == fix.changes.end()) change = fix.changes.insert(change, edit_of(*document));
    delete_line(*change, *document, static_cast<std::size_t>(e->place.line));
    gone.push_back(e);
  }
  fix.description = "delete the empty line " + place_words(facts, empty) + ", so that " + place_words(facts, hidden) +
                    " counts again";
  return cures(facts, c, fix.changes) ? std::optional(std::move(fix)) : std::nullopt;
}

void check(const Facts& facts, findings::Findings& out) {
  const std::vector<Meant> meant = meant_credentials(facts);
  for (const std::size_t i : starved(facts)) {
    const Concern& c = facts.concerns[i];
    for (const Meant& m : meant) {
      if (!m.counts || !m.key.prefix_in_form || !m.separator_in_form || !m.key.field_in_form()) continue;
      if (m.entry->value.truthy() || is_variables_doing(*m.entry)) continue;
      const npm::Entry* hidden = hidden_by(facts, *m.entry);
      if (!hidden) continue;
      const auto tried = std::find_if(c.alternatives.begin(), c.alternatives.end(),
                                      [&](const Alternative& a) { return a.considered.entry == hidden; });
      if (tried != c.alternatives.end() && tried->answer.refused()) continue;
      std::vector<const npm::Entry*> gone;
      auto fix = fix_for(facts, c, *m.entry, *hidden, gone);
      if (!fix && m.document) continue;
      findings::Finding f = about(facts, i, "empty-entry-shadows", true);
      f.title = "an empty " + m.key.meant_field + " switches the credential of " + place_words(facts, *hidden) + " off";
      f.evidence = {at(*m.entry, "empty, and it counts")};
      for (const npm::Entry* e : gone)
        if (e != m.entry) f.evidence.push_back(at(*e, "empty"));
      f.evidence.push_back(at(*hidden, "hidden by it"));
      f.why =
          "npm takes the strongest layer that has the key, whatever its value. An empty value is not \"nothing set "
          "here\": it hides the credential below it.";
      f.help = "Take the empty line out.";
      if (fix) f.fixes.push_back(std::move(*fix));
      f.fixes.push_back(manual("drop-empty-entry", "take " + place_words(facts, *m.entry) + " out"));
      out.add(std::move(f));
      break;
    }
  }
}

}  // namespace

extern const Rule rule_empty_entry_shadows;
const Rule rule_empty_entry_shadows{"empty-entry-shadows", check};

}  // namespace e401::rules
