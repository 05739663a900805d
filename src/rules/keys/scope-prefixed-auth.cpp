// Decisive: a credential filed under the scope of the very package that is asked for, nothing sent, and filed under the
// scope's registry it would be sent. A token that by its form belongs to another vendor than the host asked is a
// missing mapping, not this.
#include "base/text.h"
#include "providers/hosts.h"
#include "rules/lens_keys.h"
#include "rules/lint_lens.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

struct ScopedEntry {
  std::string scope, field;  // "@acme", "_authToken"
  const npm::Entry* entry = nullptr;
};

std::vector<ScopedEntry> scoped_entries(const Facts& facts) {
  std::vector<ScopedEntry> out;
  for (const npm::Entry* e : facts.config.effective()) {
    if (!e->key.starts_with('@')) continue;
    const std::size_t colon = e->key.rfind(':');
    if (colon == std::string::npos || !e->value.truthy()) continue;
    const std::string field = meant_field(e->key.substr(colon + 1));
    if (!field.empty()) out.push_back({e->key.substr(0, e->key.find_first_of(":/")), field, e});
  }
  return out;
}

bool belongs_elsewhere(const Concern& c, const npm::Entry& entry) {
  const auto shape = entry.value.string() ? providers::shape_of(base::Secret(*entry.value.string())) : std::nullopt;
  const auto& family = c.url ? providers::family_of(*c.url) : *providers::family_named("generic");
  return shape && !shape->family.empty() && family.id != "generic" && shape->family != family.id;
}

bool is_about(const Concern& c, const std::string& scope) {
  return base::ascii_iequals(scope, c.spec.scope) || c.registry.key == scope + ":registry";
}

std::optional<findings::Fix> fix_for(const Facts& facts, const Concern& c, const std::vector<ScopedEntry>& entries) {
  findings::Fix fix;
  fix.id = "file-under-registry";
  fix.safety = findings::Safety::ask;
  const npm::RcDocument* document = document_of(facts, *entries.front().entry);
  if (!document) return std::nullopt;
  fix.changes.push_back(edit_of(*document));
  for (const ScopedEntry& s : entries) {
    if (document_of(facts, *s.entry) != document || !s.entry->line->has_equals) return std::nullopt;
    const std::string key = key_for(c) + ":" + s.field;
    replace_span(fix.changes.front(), {s.entry->line->key_span.begin, s.entry->line->value_span.begin},
                 base::Secret(key + "="));
    fix.bindings.push_back({key, place_words(facts, *s.entry), named_by_project_only(facts, c), false});
  }
  fix.description = "file the credential of " + place_words(facts, *entries.front().entry) + " under " + key_for(c) +
                    ":" + entries.front().field;
  return cures(facts, c, fix.changes) ? std::optional(std::move(fix)) : std::nullopt;
}

void say(findings::Finding& f, const ScopedEntry& s) {
  f.title = "a credential cannot be filed under a scope: npm never looks at " + s.scope + ":" + s.field;
  f.why =
      "A scope is tied to a registry by @scope:registry, and a registry to a credential by //host/path/:FIELD. There "
      "is no shorter way from scope to credential.";
}

void check(const Facts& facts, findings::Findings& out) {
  const std::vector<ScopedEntry> all = scoped_entries(facts);
  if (all.empty()) return;
  for (const std::size_t i : starved(facts)) {
    const Concern& c = facts.concerns[i];
    std::vector<ScopedEntry> entries;
    for (const ScopedEntry& s : all)
      if (is_about(c, s.scope) && !belongs_elsewhere(c, *s.entry)) entries.push_back(s);
    if (entries.empty()) continue;
    auto fix = fix_for(facts, c, entries);
    const bool in_file = document_of(facts, *entries.front().entry) != nullptr;
    if (!fix && in_file) continue;
    findings::Finding f = about(facts, i, "scope-prefixed-auth", true);
    say(f, entries.front());
    for (const ScopedEntry& s : entries) f.evidence.push_back(at(*s.entry, "no client looks this up"));
    add_registry_line(c, f.evidence, "the registry of the scope");
    f.help = "File it under the registry: " + key_for(c) + ":" + entries.front().field + "=...";
    if (fix) f.fixes.push_back(std::move(*fix));
    f.fixes.push_back(by_hand(facts, c, key_for(c) + ":" + entries.front().field));
    out.add(std::move(f));
  }
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for (const Facts& project : facts.projects)
    for (const ScopedEntry& s : scoped_entries(project)) {
      if (!s.entry->line) continue;
      findings::Finding f = seen_in_file(facts, "scope-prefixed-auth", s.entry->place.file);
      say(f, s);
      f.evidence.push_back(at(*s.entry, "no client looks this up"));
      f.help = "File it under the registry of " + base::printable(s.scope) + ": //host/path/:" + s.field + "=...";
      f.fixes.push_back(
          manual("file-under-registry", "write //host/path/:" + s.field + "=... of that registry in its place"));
      out.add(std::move(f));
    }
}

}  // namespace

extern const Rule rule_scope_prefixed_auth;
const Rule rule_scope_prefixed_auth{"scope-prefixed-auth", check, lint};

}  // namespace e401::rules
