// A dummy reached the registry: setup-node's XXXXX-XXXXX-XXXXX-XXXXX, an example text, a masked value that was copied,
// the word "undefined" of a script. Also a reference that some other program should have replaced in a variable.
#include "base/text.h"
#include "rules/credential_text.h"
#include "rules/lens_values.h"
#include "rules/lens_verdict.h"
#include "rules/lint_lens.h"
#include "rules/new_credential.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

constexpr std::string_view code = "token-placeholder";

// The texts that a person would have typed: the value, and what is in its base64.
bool is_dummy(const SentValue& value) {
  if (value.field == "username") return false;
  if (is_placeholder(value.text)) return true;
  if (value.field == "_authToken") return false;
  const auto inside = base64_text(value.text);
  if (!inside) return false;
  const std::string_view text = base::trim(*inside);
  const std::size_t colon = value.field == "_auth" ? text.find(':') : std::string_view::npos;
  return is_placeholder(colon == std::string_view::npos ? text : text.substr(colon + 1));
}

// $(NPM_TOKEN) as the value of NPM_TOKEN: Azure Pipelines and GitLab leave a reference to a variable that does not
// exist as it is.
bool is_left_reference(const SentValue& value) {
  return !value.variables.empty() &&
         !unread_reference(
             value.raw, [](std::string_view) { return false; }, true) &&
         unread_reference(value.text, [](std::string_view) { return false; }, true).has_value();
}

findings::Finding found(const Facts& facts, std::size_t i, const SentValue& value, bool left_reference) {
  const Concern& c = facts.concerns[i];
  findings::Finding f = about(facts, i, code, true);
  f.title = left_reference ? "the credential for " + c.host + " is a reference that nobody replaced"
                           : "the credential for " + c.host + " is a placeholder";
  f.why = "The value is a dummy or an example text, no registry has ever issued it.";
  if (!value.variables.empty())
    f.why += " It comes from the variable " + base::printable(value.variables.front()) + ".";
  add_value(value, f, "a placeholder");
  f.help = value.variables.empty() ? "Put a real credential in its place."
                                   : "Set " + base::printable(value.variables.front()) +
                                         " to a real token in the environment that npm runs in.";
  if (facts.ci.provider == "github" && value.text.starts_with("XXXXX-"))
    f.help +=
        " actions/setup-node exports this dummy where the step has no NODE_AUTH_TOKEN: give the step `env: "
        "NODE_AUTH_TOKEN: ${{ secrets.NAME }}`.";
  f.fixes.push_back(another_credential(facts, c));
  return f;
}

// `_authToken=undefined` or `null` in a file is no text to npm but JavaScript's value: nothing is sent at all.
const npm::Entry* switched_off_by_word(const Concern& c) {
  if (!c.url) return nullptr;
  for (const npm::Considered& lost : c.decision.considered) {
    if (!lost.entry || !lost.entry->line) continue;
    const std::string* raw = lost.entry->raw.string();
    const bool word = lost.entry->raw.is<npm::Null>() || lost.entry->value.is<npm::Null>() ||
                      lost.entry->value.is<npm::Undefined>() || (raw && (*raw == "undefined" || *raw == "null"));
    const std::size_t colon = lost.key.rfind(':');
    if (word && colon != std::string::npos && covers(lost.key.substr(0, colon), *c.url)) return lost.entry;
  }
  return nullptr;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (nothing_sent(c) && looks_like_access(c)) {
      if (const npm::Entry* entry = switched_off_by_word(c)) out.add(found(facts, i, value_of(*entry), false));
      continue;
    }
    if (!may_be_the_credential(facts, c)) continue;
    for (const SentValue& value : sent_values(c)) {
      const bool left = is_left_reference(value);
      if (!left && !is_dummy(value)) continue;
      out.add(found(facts, i, value, left));
      break;
    }
  }
}

// A variable's dummy is CI's own business: setup-node exports one to every step without a secret.
void lint(const LintFacts& facts, findings::Findings& out) {
  for_each_meant(facts, [&](const Facts& project, const Meant& m) {
    const SentValue value = value_of(*m.entry);
    const bool has_reference = value.raw.find("${") != std::string::npos;
    if ((has_reference && (value.variables.empty() || facts.in_ci)) || !m.separator_in_form || !is_dummy(value)) return;
    findings::Finding f = seen_in_file(facts, code, m.entry->place.file);
    if (has_reference) f.severity = findings::Severity::warning;  // of this machine, not of the file
    f.title = "the credential for " + base::printable(m.key.host_port()) + " is a placeholder";
    f.why = "The value is a dummy or an example text, no registry has ever issued it.";
    add_value(value, f, "a placeholder");
    if (has_reference) {
      const std::string name = base::printable(value.variables.front());
      f.help = "Set " + name + " to a real credential in the environment that npm runs in.";
      f.fixes.push_back(manual("set-variable", "set " + name + " to a real credential where npm runs"));
    } else {
      f.help = "Put a reference to a variable in its place, or take the line out.";
      f.fixes.push_back(manual("write-reference", "write ${NPM_TOKEN} in " + where_words(project, *m.entry) +
                                                      ", and set NPM_TOKEN where npm runs"));
    }
    f.host = m.key.host_port();
    out.add(std::move(f));
  });
}

}  // namespace

extern const Rule rule_token_placeholder;
const Rule rule_token_placeholder{code, check, lint};

}  // namespace e401::rules
