// Decisive: a complete credential whose key differs from a key that npm tries for the failing request in capitals only.
#include <algorithm>

#include "base/text.h"
#include "rules/lens_keys.h"
#include "rules/lint_lens.h"
#include "rules/routes.h"
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

void say(const std::string& written, const std::string& wanted, findings::Finding& f) {
  f.title = "the key is spelled " + base::printable(written) + ", npm looks for " + base::printable(wanted);
  f.why =
      "npm lower-cases the host of an address before it looks for the key, keeps the path as it is, and compares "
      "keys letter by letter.";
  f.help = "Spell the key as npm looks it up: " + base::printable(wanted);
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
      say(filed.prefix, wanted, f);
      f.evidence = at_all(filed.lines, "capitals count here");
      add_registry_line(c, f.evidence, "the registry that is asked");
      f.fixes = {std::move(*fix), by_hand(facts, c, wanted + ":" + filed.lines.front()->key.meant_field)};
      out.add(std::move(f));
      break;
    }
  }
}

// A registry's own key in other capitals. With other capitals in the path it may still be meant for tarballs there.
void lint(const LintFacts& facts, findings::Findings& out) {
  for_each_meant(facts, [&](const Facts& project, const Meant& m) {
    if (!m.key.prefix_in_form) return;
    for (const Route& route : routes(project)) {
      const std::string wanted = npm::nerf_dart(with_last_slash(route.url)).value_or("");
      if (wanted == m.key.prefix() || !base::ascii_iequals(wanted, m.key.prefix())) continue;
      findings::Finding f = seen_in_file(facts, "auth-key-case-mismatch", m.entry->place.file);
      if (base::ascii_lower(m.key.host) == m.key.host) f.severity = findings::Severity::warning;
      say(m.key.prefix(), wanted, f);
      f.evidence.push_back(at(*m.entry, "capitals count here"));
      f.fixes.push_back(
          manual("fix-case", "write " + base::printable(wanted + ":" + m.key.meant_field) + " in its place"));
      f.host = route.parsed.host_port();
      out.add(std::move(f));
      return;
    }
  });
}

}  // namespace

extern const Rule rule_auth_key_case_mismatch;
const Rule rule_auth_key_case_mismatch{"auth-key-case-mismatch", check, lint};

}  // namespace e401::rules
