// Lines of a project's npmrc that do nothing, or soon will: a key that npm does not know, one it calls deprecated, one
// that a later line of the same file replaces. Where another client's files lie beside it, its keys may be that
// client's.
#include <algorithm>

#include "base/text.h"
#include "npm/config_keys.h"
#include "rules/lens.h"
#include "rules/lint_lens.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

// "" where the key lives.
std::string fault_of(const Facts& project, const npm::Entry& e, bool other_clients) {
  const int major = project.config.situation.npm.major;
  if (e.line->is_array) return {};  // each adds to the list
  if (e.superseded) return "a later line of this file has the same key";
  if (is_credential_key(e.key) || is_registry_key(e.key) || e.key.starts_with('@')) return {};
  if (e.key.starts_with("//")) {
    const std::string field = e.key.substr(e.key.rfind(':') + 1);
    return npm::is_registry_field(field) || !meant_field(field).empty() || other_clients
               ? std::string()
               : "npm knows no field \"" + base::printable(field) + "\"";
  }
  if (const std::string_view words = npm::deprecation_of(e.key, major); !words.empty())
    return "npm " + std::to_string(major) + " calls it deprecated: " + std::string(words);
  if (npm::is_known_option(e.key, major) || other_clients || e.key.find_first_of(": /") != std::string::npos) return {};
  return "npm " + std::to_string(major) + " knows no such setting";
}

// A line that is replaced further down does nothing: without it all is as before. What npm does not know may be meant
// for somebody else.
findings::Fix take_out(const npm::RcDocument& document, const npm::Entry& e) {
  const auto line = static_cast<std::size_t>(e.place.line);
  findings::Fix fix;
  fix.id = "delete-line";
  fix.safety = e.superseded ? findings::Safety::safe : findings::Safety::ask;
  fix.description = "take out line " + std::to_string(line) + " of " + e.place.file;
  fix.changes.push_back(edit_of(document));
  delete_line(fix.changes.back(), document, line);
  return fix;
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for (const Facts& project : facts.projects)
    for (const npm::LayerData& layer : project.config.layers)
      for (const npm::Entry& e : layer.entries) {
        if (!layer.document || !e.line || e.in_section || !is_asked_about(facts, e.place.file)) continue;
        const std::string fault = fault_of(project, e, facts.other_clients);
        if (fault.empty()) continue;
        findings::Finding f = seen_in_file(facts, "npmrc-key-dead", e.place.file);
        f.severity = findings::Severity::warning;
        f.title = "the line " + base::printable(e.key) + " does nothing, or soon will";
        f.detail = fault;
        f.evidence.push_back(at(e, e.superseded ? "replaced further down" : "dead"));
        f.why = e.superseded ? "npm takes the last line of a key."
                             : "npm warns of such lines, and later versions refuse to start with some of them.";
        f.help = "Take the line out.";
        f.fixes.push_back(take_out(*layer.document, e));
        out.add(std::move(f));
      }
}

}  // namespace

extern const Rule rule_npmrc_key_dead;
const Rule rule_npmrc_key_dead{"npmrc-key-dead", nullptr, lint};

}  // namespace e401::rules
