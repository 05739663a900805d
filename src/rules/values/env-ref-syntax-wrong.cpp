// npm replaces ${NAME} and nothing else. $NAME, %NAME%, a workflow expression, a shell's default: the text itself is
// sent.
#include "npm/url.h"
#include "rules/credential_text.h"
#include "rules/lens_values.h"
#include "rules/lens_verdict.h"
#include "rules/lint_lens.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool is_set(const Facts& facts, std::string_view name) {
  return facts.config.situation.variable(name).has_value();
}

findings::Fix right_reference(const Facts& facts, const Concern& c, const SentValue& value,
                              const UnreadReference& reference) {
  const std::string right = "${" + reference.name + "}";
  const bool set = !reference.name.empty() && is_set(facts, reference.name);
  if (set)
    if (auto change = set_value(facts, *value.entry, right)) {
      findings::Fix fix;
      fix.id = "write-reference";
      fix.safety = findings::Safety::ask;  // the variable's secret goes to this host for the first time
      fix.description = "write " + right + " in " + where_words(facts, *value.entry) +
                        ": npm then sends the value of " + reference.name + " to " + c.host;
      fix.changes.push_back(std::move(*change));
      fix.bindings.push_back({value.entry->key, "env:" + reference.name, named_by_project_only(facts, c), false});
      return fix;
    }
  const std::string name = reference.name.empty() ? "NPM_TOKEN" : reference.name;
  return manual("write-reference", "write ${" + name + "} in " + where_words(facts, *value.entry) + " and set " + name +
                                       " in the environment npm runs in");
}

void check(const Facts& facts, findings::Findings& out) {
  const auto set = [&](std::string_view name) { return is_set(facts, name); };
  const bool has_optional_form = facts.config.situation.npm.major >= 11;
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!may_be_the_credential(facts, c)) continue;
    for (const SentValue& value : sent_values(c)) {
      const auto reference = unread_reference(value.raw, set, has_optional_form);
      if (!reference) continue;
      findings::Finding f = about(facts, i, "env-ref-syntax-wrong", true);
      f.title = "the reference to a variable is not in npm's syntax, so its text is sent as the credential";
      f.why = "npm replaces only ${NAME}. It does not know " + reference->form +
              ", and sends these very characters to " + c.host + ".";
      f.help = reference->name.empty()
                   ? "Write ${NAME} with the name of the variable that holds the credential."
                   : "Write ${" + reference->name + "}" +
                         (set(reference->name) ? "." : ", and set " + reference->name + ": it is not set here.");
      f.evidence.push_back(at(*value.entry, reference->form));
      f.fixes.push_back(right_reference(facts, c, value, *reference));
      out.add(std::move(f));
      break;
    }
  }
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for_each_meant(facts, [&](const Facts& project, const Meant& m) {
    const SentValue value = value_of(*m.entry);
    const auto set = [&](std::string_view name) { return is_set(project, name); };
    const auto reference = unread_reference(value.raw, set, project.config.situation.npm.major >= 11);
    if (!reference) return;
    findings::Finding f = seen_in_file(facts, "env-ref-syntax-wrong", m.entry->place.file);
    const std::string name = reference->name.empty() ? "NPM_TOKEN" : reference->name;
    f.title = "the reference to a variable is not in npm's syntax, so its text is sent as the credential";
    f.why = "npm replaces only ${NAME}. It does not know " + reference->form + ", and sends these very characters.";
    f.help = "Write ${" + name + "}.";
    f.evidence.push_back(at(*m.entry, reference->form));
    f.fixes.push_back(manual("write-reference", "write ${" + name + "} in " + where_words(project, *m.entry)));
    f.host = m.key.host_port();
    out.add(std::move(f));
  });
}

}  // namespace

extern const Rule rule_env_ref_syntax_wrong;
const Rule rule_env_ref_syntax_wrong{"env-ref-syntax-wrong", check, lint};

}  // namespace e401::rules
