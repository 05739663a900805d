// Decisive: with the key written as npm looks it up, and nothing else changed, a credential would go with the failing
// request.
#include <algorithm>

#include "base/text.h"
#include "rules/lens_keys.h"
#include "rules/lint_lens.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

// Publish and whoami look for the key with its last slash only.
bool is_malformed(const Concern& c, const Meant& m) {
  return !m.key.prefix_in_form || !m.separator_in_form || (m.key.lacks_last_slash && c.wants_exact_key);
}

// ":_authToken" without a host: meant for the registry that the same file names.
bool meant_for(const Concern& c, const Meant& m) {
  if (!m.key.host.empty()) return base::ascii_iequals(m.key.host_port(), c.host);
  return m.document && c.registry.entry && c.registry.entry->place.file == m.document->path();
}

std::string title_of(const Meant& m) {
  if (!m.separator_in_form) return "no = stands between the key and the token, so npm takes the whole line for a key";
  if (m.key.host.empty()) return "the key names no host, so npm never looks it up";
  if (m.key.lacks_last_slash)
    return "the key lacks the slash before :" + m.key.meant_field +
           ", and publish and whoami look for it with the slash";
  const std::string lower = base::ascii_lower(m.entry->key);
  if (lower.find("http:") != std::string::npos || lower.find("https:") != std::string::npos)
    return "the key has a scheme in it, so npm never looks it up";
  return "the key is not of the form //host/path/:" + m.key.meant_field + ", so npm never looks it up";
}

constexpr std::string_view why =
    "npm looks credentials up by one spelling only: two slashes, host, path, a slash, a colon, the field. Anything "
    "else "
    "is another setting, and the request goes out without a credential.";

void check(const Facts& facts, findings::Findings& out) {
  const std::vector<Meant> meant = meant_credentials(facts);
  for (const std::size_t i : starved(facts)) {
    const Concern& c = facts.concerns[i];
    for (const Meant& m : meant) {
      if (m.value_text.empty() || !is_malformed(c, m) || !meant_for(c, m)) continue;
      std::vector<const Meant*> lines;  // a user name and its password share the fault
      for (const Meant& o : meant)
        if (o.key.prefix() == m.key.prefix() && is_malformed(c, o)) lines.push_back(&o);
      std::optional<findings::Fix> fix;
      const std::string as_meant =
          m.key.host.empty() ? key_for(c) : "//" + base::ascii_lower(m.key.host_port()) + m.key.path;
      for (const std::string& prefix : {as_meant, key_for(c)})
        if (!fix) fix = file_under(facts, c, lines, prefix, "rewrite-key", Filing::instead);
      if (!fix) continue;
      findings::Finding f = about(facts, i, "auth-key-malformed", true);
      f.title = title_of(m);
      f.evidence = at_all(lines, "npm looks for //host/path/:" + m.key.meant_field);
      add_registry_line(c, f.evidence, "the registry that is asked");
      f.why = why;
      f.help = "Write the line as " + key_for(c) + ":" + m.key.meant_field + "=...";
      f.fixes = {std::move(*fix), by_hand(facts, c, key_for(c) + ":" + m.key.meant_field)};
      out.add(std::move(f));
      break;
    }
  }
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for_each_meant(facts, [&](const Facts&, const Meant& m) {
    if (m.key.prefix_in_form && m.separator_in_form) return;
    findings::Finding f = seen_in_file(facts, "auth-key-malformed", m.entry->place.file);
    const std::string key = m.key.host.empty() ? "//host/path/:" + m.key.meant_field : m.key_text();
    f.title = title_of(m);
    f.evidence.push_back(at(*m.entry, "npm looks for //host/path/:" + m.key.meant_field));
    f.why = why;
    f.help = "Write the line as " + base::printable(key) + "=...";
    f.fixes.push_back(manual("rewrite-key", "write " + base::printable(key) + "=... in its place"));
    f.host = m.key.host_port();
    out.add(std::move(f));
  });
}

}  // namespace

extern const Rule rule_auth_key_malformed;
const Rule rule_auth_key_malformed{"auth-key-malformed", check, lint};

}  // namespace e401::rules
