// Decisive: the literal text ${NAME} of an unset variable stands in what npm uses for the failing request: in the
// credential that is sent, in the registry's address, or in the key that would have matched; or ${NAME?} made the
// credential empty. Deep in the list on purpose: with the variable unset, the host that does not exist and the 404 are
// its consequences.
#include <algorithm>

#include "base/text.h"
#include "rules/lens_variables.h"
#include "rules/lint_lens.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

struct Suspect {
  const npm::Entry* entry = nullptr;
  const npm::VariableUse* use = nullptr;
  enum class Where { registry, credential, key, drained } where = Where::credential;
};

Suspect in_registry(const npm::Entry* entry) {
  const npm::VariableUse* use = entry ? unset_variable(*entry) : nullptr;
  return use ? Suspect{entry, use, Suspect::Where::registry} : Suspect{};
}

Suspect in_credential(const Concern& c) {
  const bool asked_and_refused = sent_and_refused(c) && credential_could_help(c);
  if (!c.decision.sent || !(asked_and_refused || c.stopped_by == "ERR_INVALID_CHAR")) return {};
  for (const npm::Entry* e : {c.decision.sent->entry, c.decision.sent->username_entry})
    if (e)
      if (const auto* use = unset_variable(*e)) return {e, use, Suspect::Where::credential};
  return {};
}

// "//gitlab.example.com/projects/${ID}/:_authToken": one of the wanted keys, if the variables were filled in. Only what
// stands outside the variables is compared.
bool could_be(std::string_view pattern, std::string_view wanted) {
  const std::size_t open = pattern.find("${");
  if (open == std::string_view::npos) return pattern == wanted;
  const std::size_t close = pattern.find('}', open);
  if (close == std::string_view::npos || wanted.substr(0, open) != pattern.substr(0, open)) return false;
  const std::string_view rest = pattern.substr(close + 1);
  for (std::size_t skip = open; skip <= wanted.size(); ++skip)
    if (could_be(rest, wanted.substr(skip))) return true;
  return false;
}

Suspect in_key(const Facts& facts, const Concern& c) {
  std::vector<std::string> wanted{key_for(c)};
  if (!c.wants_exact_key && c.url)
    for (std::string& p : npm::key_prefixes(*c.url)) wanted.push_back(std::move(p));
  for (const npm::Entry* e : facts.config.effective()) {
    if (!e->key.starts_with("//") || e->key.find("${") == std::string::npos || !e->value.truthy()) continue;
    const std::string prefix = e->key.substr(0, e->key.rfind(':'));
    if (meant_field(e->key.substr(prefix.size() + 1)).empty()) continue;
    const auto* use = unset_variable(*e);
    if (use && std::any_of(wanted.begin(), wanted.end(), [&](const std::string& w) { return could_be(prefix, w); }))
      return {e, use, Suspect::Where::key};
  }
  return {};
}

Suspect suspect_of(const Facts& facts, std::size_t i, const std::vector<Meant>& meant, bool starving) {
  const Concern& c = facts.concerns[i];
  if (const Suspect s = in_registry(c.registry.entry); s.use) return s;
  if (const Suspect s = in_credential(c); s.use) return s;
  if (!starving) return {};
  if (const auto drained = drained_by_variable(facts, c, meant); drained && !drained->set)
    return {drained->entry, unset_variable(*drained->entry), Suspect::Where::drained};
  return in_key(facts, c);
}

// In a stranger's run the providers other than GitHub do not set the variable at all: secrets-withheld-untrusted-run.
bool is_withheld(const Facts& facts, const Suspect& s) {
  return facts.ci.untrusted_run && facts.ci.provider != "github" &&
         (s.where == Suspect::Where::credential || s.where == Suspect::Where::drained);
}

std::string consequence(const Suspect& s) {
  const std::string text = "${" + s.use->name + "}";
  switch (s.where) {
    case Suspect::Where::registry:
      return "npm asks an address with the text " + text + " in it";
    case Suspect::Where::key:
      return "npm files the credential under a key with the text " + text + " in it, which no request ever matches";
    case Suspect::Where::drained:
      return "the optional reference ${" + s.use->name + "?} makes the credential empty, and npm sends none";
    case Suspect::Where::credential:
      break;
  }
  return "npm sends the text " + text + " instead of a credential";
}

void fill(const Facts& facts, const Concern* c, const Suspect& s, findings::Finding& f) {
  const std::string& name = s.use->name;
  const std::string other = similar_variable(facts, name, s.where == Suspect::Where::credential ? c : nullptr);
  f.title = "the variable " + name + " is not set, so " + consequence(s);
  f.evidence = {at(*s.entry, name + " is not set")};
  if (!other.empty()) f.evidence.push_back(at_variable(other, "set; was it meant?"));
  if (c && s.where != Suspect::Where::registry) add_registry_line(*c, f.evidence, "the registry that is asked");
  f.why =
      "npm replaces ${NAME} by the variable's value. Since npm 7 a variable that is not set is no error: the text "
      "stays as it is and goes out.";
  if (!other.empty()) f.help = other + " is set, and may be the same thing under another name.";
  f.fixes = {manual("set-variable", where_to_set(facts, name), commands_to_set(facts, name, other))};
  if (!other.empty())
    f.fixes.push_back(manual("name-other-variable", "write ${" + other + "} in " + place_words(facts, *s.entry)));
}

// The registry itself is made of an unset variable, and npm ends with ERR_INVALID_URL (npm 6: cannot even start).
void check_start(const Facts& facts, findings::Findings& out) {
  const auto& error = facts.config.load_error ? facts.config.load_error : facts.config.validate_error;
  if (!error || error->code == "ERR_INVALID_AUTH") return;
  for (const npm::LayerData& layer : facts.config.layers)
    for (const npm::Entry& e : layer.entries) {
      const auto* use = unset_variable(e);
      const bool is_it = error->place.file.empty()
                             ? e.key == "registry" && !e.superseded
                             : e.place.file == error->place.file && e.place.line == error->place.line;
      if (!use || !is_it) continue;
      const Suspect s{&e, use, is_registry_key(e.key) ? Suspect::Where::registry : Suspect::Where::credential};
      findings::Finding f;
      f.code = "env-var-unset-in-npmrc";
      f.severity = findings::Severity::error;
      f.explains_failure = true;
      f.detail = "npm stops: " + base::printable(error->message);
      fill(facts, nullptr, s, f);
      out.add(std::move(f));
      return;
    }
}

void check(const Facts& facts, findings::Findings& out) {
  check_start(facts, out);
  const std::vector<Meant> meant = meant_credentials(facts);
  const std::vector<Filed> all = filed_credentials(facts, meant);
  std::vector<std::size_t> hungry = starved(facts);
  std::erase_if(hungry, [&](std::size_t i) { return may_lack_scope_mapping(facts, facts.concerns[i], all); });
  for (const std::size_t i : failing(facts)) {
    const Suspect s = suspect_of(facts, i, meant, std::find(hungry.begin(), hungry.end(), i) != hungry.end());
    if (!s.use || is_withheld(facts, s)) continue;
    findings::Finding f = about(facts, i, "env-var-unset-in-npmrc", true);
    fill(facts, &facts.concerns[i], s, f);
    out.add(std::move(f));
  }
}

// Names that the same configuration refers to elsewhere, and that are set.
std::vector<std::string> other_names(const Facts& project, std::string_view name) {
  std::vector<std::string> out;
  for (const npm::LayerData& layer : project.config.layers)
    for (const npm::Entry& e : layer.entries)
      for (const npm::VariableUse& use : e.variables)
        if (use.name != name && use.set) out.push_back(use.name);
  return out;
}

// A near name is a misspelling, for everybody. A variable that is merely not set here is this machine's business, and
// in CI nobody's: the step that lints gets no secrets.
std::optional<findings::Finding> seen(const LintFacts& facts, const Facts& project, const npm::Entry& e,
                                      const npm::VariableUse& use) {
  const std::string near = misspelt_for(project, use.name, other_names(project, use.name));
  if (near.empty() && facts.in_ci && is_conventional_variable(use.name)) return std::nullopt;
  findings::Finding f = seen_in_file(facts, "env-var-unset-in-npmrc", e.place.file);
  if (near.empty()) f.severity = findings::Severity::warning;
  const std::string name = base::printable(use.name);
  const auto where = is_registry_key(e.key)                                 ? Suspect::Where::registry
                     : e.raw_key.find("${" + use.name) != std::string::npos ? Suspect::Where::key
                                                                            : Suspect::Where::credential;
  f.title = "the variable " + name + " is not set" +
            (near.empty() ? ", so " + consequence({&e, &use, where}) : "; " + near + " was probably meant");
  f.evidence.push_back(at(e, near.empty() ? name + " is not set" : "one or two letters from " + near));
  f.why =
      "npm replaces ${NAME} by the variable's value. Since npm 7 a variable that is not set is no error: the text "
      "stays as it is and goes out.";
  f.help = near.empty() ? "To cure it, " + where_to_set(project, use.name) + "."
                        : "Write ${" + near + "}, if that is the one.";
  f.fixes.push_back(
      near.empty() ? manual("set-variable", where_to_set(project, use.name), commands_to_set(project, use.name, ""))
                   : manual("name-other-variable", "write ${" + near + "} in " + place_words(project, e)));
  return f;
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for (const Facts& project : facts.projects)
    for (const npm::LayerData& layer : project.config.layers)
      for (const npm::Entry& e : layer.entries) {
        const npm::VariableUse* use = unset_variable(e);
        if (!use || !e.line || e.superseded || use->optional || !(is_credential_key(e.key) || is_registry_key(e.key)))
          continue;
        if (auto f = seen(facts, project, e, *use)) out.add(std::move(*f));
      }
}

}  // namespace

extern const Rule rule_env_var_unset_in_npmrc;
const Rule rule_env_var_unset_in_npmrc{"env-var-unset-in-npmrc", check, lint};

}  // namespace e401::rules
