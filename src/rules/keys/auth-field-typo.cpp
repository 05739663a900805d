// Decisive: the address of the key is right, its field is none that npm knows, and under the field that was meant a
// credential would go with the failing request.
#include "base/digest.h"
#include "base/text.h"
#include "providers/token_shapes.h"
#include "rules/lens_keys.h"
#include "rules/lint_lens.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool is_user_and_password(const std::string& text) {
  const auto plain = base::base64_decode_strict(text);
  return plain && plain->find(':') != std::string::npos;
}

// "auth=" is the base64 of user:password, or else a token that lost the word.
void settle_field(Meant& m) {
  if (m.key.meant_field == "_auth" && !is_user_and_password(m.value_text) &&
      m.value_text.find(':') == std::string::npos)
    m.key.meant_field = "_authToken";
}

// A "password" without underscore is mostly the plain text, where npm's _password is its base64.
void encode_password(findings::Fix& fix, const Meant& m) {
  if (m.key.meant_field != "_password" || base::base64_decode_strict(m.value_text) || !m.document) return;
  if (m.document->source().slice(m.value) != m.value_text) return;  // a variable, or quoted
  replace_span(fix.changes.front(), m.value, base::Secret(base::base64_encode(m.value_text)));
}

void say(findings::Finding& f, const Meant& m) {
  f.title = "npm knows no field \"" + base::printable(m.key.field) + "\"; " + m.key.meant_field + " was meant";
  f.why =
      "npm reads _authToken, _auth, or username and _password, in exactly this spelling. Any other word behind the "
      "address is an unknown setting, and nothing is sent.";
  f.help = "Rename the field to " + m.key.meant_field + ".";
}

void check(const Facts& facts, findings::Findings& out) {
  std::vector<Meant> meant = meant_credentials(facts);
  for (Meant& m : meant) settle_field(m);
  for (const std::size_t i : starved(facts)) {
    const Concern& c = facts.concerns[i];
    for (const Meant& m : meant) {
      const auto is_typo = [&](const Meant& o) {
        return o.key.prefix_in_form && o.separator_in_form && !o.key.field_in_form() && o.counts &&
               !o.value_text.empty();
      };
      if (!is_typo(m)) continue;
      std::vector<const Meant*> lines;
      for (const Meant& o : meant)
        if (o.key.prefix() == m.key.prefix() && is_typo(o)) lines.push_back(&o);
      auto fix = file_under(facts, c, lines, m.key.prefix(), "rename-field", Filing::instead);
      if (!fix) continue;
      for (const Meant* line : lines)
        if (!fix->changes.empty()) encode_password(*fix, *line);
      findings::Finding f = about(facts, i, "auth-field-typo", true);
      say(f, m);
      f.evidence = at_all(lines, m.key.meant_field + " was meant");
      add_registry_line(c, f.evidence, "the registry that is asked");
      f.fixes = {std::move(*fix), by_hand(facts, c, m.key_text())};
      out.add(std::move(f));
      break;
    }
  }
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for_each_meant(facts, [&](const Facts&, Meant m) {
    if (!m.key.prefix_in_form || !m.separator_in_form || m.key.field_in_form()) return;
    settle_field(m);
    findings::Finding f = seen_in_file(facts, "auth-field-typo", m.entry->place.file);
    say(f, m);
    f.evidence.push_back(at(*m.entry, m.key.meant_field + " was meant"));
    f.fixes.push_back(manual(
        "rename-field", "write " + base::printable(m.key.prefix() + ":" + m.key.meant_field) + "=... in its place"));
    f.host = m.key.host_port();
    out.add(std::move(f));
  });
}

}  // namespace

extern const Rule rule_auth_field_typo;
const Rule rule_auth_field_typo{"auth-field-typo", check, lint};

}  // namespace e401::rules
