// A line that would map the package's scope if its key were spelled "@scope:registry". Only keys that begin with the
// scope's own name, or miss it by one letter while nothing else uses that other scope, are taken for it; the value must
// be an address.
#include <algorithm>

#include "base/text.h"
#include "rules/lint_lens.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

constexpr std::string_view separators = ":/.-_ \t@\"'";

bool is_registry_word(std::string_view word) {
  return word.size() >= 5 && base::edit_distance(base::ascii_lower(word), "registry", 2) <= 2;
}

std::string_view strip(std::string_view text, std::string_view these) {
  while (!text.empty() && these.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
  while (!text.empty() && these.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  return text;
}

// "npm config set @acme:registry" pasted into the file.
std::string_view without_command(std::string_view key) {
  for (const std::string_view lead : {"npm config set ", "npm c set ", "npm set ", "export "})
    if (base::ascii_iequals(key.substr(0, lead.size()), lead)) key.remove_prefix(lead.size());
  return base::trim(key);
}

// Is "key" a misspelling of "@name:registry"? name without "@".
bool means_scope(std::string_view key, std::string_view name) {
  key = without_command(key);
  const bool has_at = key.find('@') != std::string_view::npos;
  const std::string lower = base::ascii_lower(strip(key, "@\"' \t"));
  const std::string wanted = base::ascii_lower(name);
  if (lower.starts_with(wanted)) {
    std::string_view rest = std::string_view(lower).substr(wanted.size());
    if (rest.empty()) return has_at;  // @acme=https://...
    if (separators.find(rest.front()) == std::string_view::npos) return false;
    if (rest.front() == '/' && rest.rfind(':') != std::string_view::npos)
      rest = rest.substr(rest.rfind(':'));  // @acme/widgets:registry
    rest = strip(rest, separators);
    return rest.empty() ? has_at : is_registry_word(rest);
  }
  if (!lower.ends_with(wanted)) return false;  // registry:@acme
  const std::string_view before = std::string_view(lower).substr(0, lower.size() - wanted.size());
  return before.find('@') != std::string_view::npos && is_registry_word(strip(before, separators));
}

// "@acmee:registry" where the package's scope is @acme: one letter off, or two letters swapped.
bool misspells_scope(std::string_view key, std::string_view name) {
  if (!key.starts_with('@') || !key.ends_with(":registry") || name.size() < 4) return false;
  const std::string other = base::ascii_lower(key.substr(1, key.size() - 1 - std::string_view(":registry").size()));
  const std::string wanted = base::ascii_lower(name);
  if (other == wanted) return false;  // capitals only: means_scope knows
  if (base::edit_distance(other, wanted, 1) <= 1) return true;
  std::string a = other, b = wanted;
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b && base::edit_distance(other, wanted, 2) <= 2;
}

struct Found {
  const npm::Entry* entry = nullptr;
  std::string address;
  bool in_key = false;       // no "=": the address became part of the key
  bool other_scope = false;  // the scope's name itself is misspelt
};

std::optional<Found> read(const npm::Entry& entry, const std::string& scope) {
  Found found{&entry, {}, false, false};
  std::string key = entry.key;
  if (const std::string* value = entry.value.string()) {
    found.address = base::trim(*value);
  } else if (const std::size_t http = key.find("http"); http != std::string::npos && http > 0) {
    found.address = key.substr(http);
    key = strip(std::string_view(key).substr(0, http), ": \t\"'=");
    found.in_key = true;
  }
  const auto url = npm::parse_url(found.address);
  if (!url || !url->is_http()) return std::nullopt;
  const std::string right = scope + ":registry";
  if (key == right && !found.in_key) return std::nullopt;
  const std::string_view name = std::string_view(scope).substr(1);
  if (means_scope(key, name) || key == right) return found;
  found.other_scope = misspells_scope(key, name);
  return found.other_scope ? std::optional(found) : std::nullopt;
}

std::optional<Found> find(const Facts& facts, const std::string& scope) {
  const std::vector<std::string> scopes = project_scopes(facts);
  for (auto layer = npm::layers_low_to_high.rbegin(); layer != npm::layers_low_to_high.rend(); ++layer)
    for (const npm::Entry& entry : facts.config.layer(*layer).entries) {
      if (entry.superseded || (entry.line && !entry.line->section.empty())) continue;
      auto found = read(entry, scope);
      if (!found) continue;
      // A scope of nearly the same name that this project uses is a scope of its own.
      const std::string other = entry.key.substr(0, entry.key.find(':'));
      if (found->other_scope && std::find(scopes.begin(), scopes.end(), other) != scopes.end()) continue;
      return found;
    }
  return std::nullopt;
}

findings::Fix fix_of(const Facts& facts, const Found& found, const std::string& scope) {
  const std::string right = scope + ":registry";
  findings::Fix fix;
  fix.id = "rewrite-scope-key";
  fix.safety = findings::Safety::ask;
  const auto& document = found.entry->line ? facts.config.layer(found.entry->layer).document : nullptr;
  if (!document) {
    fix.description =
        "write " + right + "=" + found.address + " into your user npmrc (the variable's name cannot say it)";
    fix.changes.push_back(add_to_user_rc(facts, base::Secret(right + "=" + found.address)));
    return fix;
  }
  const npm::RcLine& line = *found.entry->line;
  findings::FileChange change = edit_of(*document);
  fix.description = "write " + right + " in " + document->path() + ", line " + std::to_string(found.entry->place.line);
  if (found.in_key)
    replace_span(change, {line.key_span.begin, line.comment_span.empty() ? line.span.end : line.key_span.end},
                 base::Secret(right + "=" + found.address));
  else
    replace_span(change, line.key_span, base::Secret(right));
  fix.changes.push_back(std::move(change));
  return fix;
}

void say(const Facts& facts, const Found& found, const std::string& scope, const std::string& asked,
         findings::Finding& f) {
  const std::string right = scope + ":registry";
  f.title = "the line that should map " + scope + " is misspelt, so " + asked + " is asked";
  f.why = "npm looks for the key " + right + " exactly; any other spelling is a setting that nobody reads" +
          std::string(found.other_scope ? ", or the route of another scope." : ".");
  f.help = "Spell the key " + right + ".";
  f.evidence.push_back(at(*found.entry, "meant as " + right));
  f.fixes.push_back(fix_of(facts, found, scope));
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (c.spec.scope.empty() || c.registry.via == "scope" || c.from_publish_config || !looks_like_access(c)) continue;
    const auto found = find(facts, c.spec.scope);
    if (!found || same_registry(found->address, c.registry.url)) continue;
    // A locked tarball is fetched from where the lockfile says; the mapping only decides whether npm 12 lets it
    // through.
    if (c.from_lockfile &&
        (c.stopped_by != "EALLOWREMOTE" || !c.url || npm::parse_url(found->address)->host_port() != c.host))
      continue;
    findings::Finding f = about(facts, i, "scope-mapping-malformed", true);
    say(facts, *found, c.spec.scope, c.host, f);
    out.add(std::move(f));
  }
}

// A scope of the project that no line maps, and a line that nearly does.
void lint(const LintFacts& facts, findings::Findings& out) {
  for (const Facts& project : facts.projects)
    for (const std::string& scope : project_scopes(project)) {
      if (project.config.get(scope + ":registry").truthy()) continue;
      const auto found = find(project, scope);
      if (!found || same_registry(found->address, project.config.registry())) continue;
      findings::Finding f = seen_in_file(facts, "scope-mapping-malformed", found->entry->place.file);
      say(project, *found, scope, "npm's default registry", f);
      out.add(std::move(f));
    }
}

}  // namespace

extern const Rule rule_scope_mapping_malformed;
const Rule rule_scope_mapping_malformed{"scope-mapping-malformed", check, lint};

}  // namespace e401::rules
