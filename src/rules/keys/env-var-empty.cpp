// Decisive: nothing is sent, and the entry that would be is ${NAME} with NAME set to nothing. Where the environment
// says that the run is a stranger's, secrets-withheld-untrusted-run says it better.
#include <algorithm>

#include "base/text.h"
#include "rules/lens_variables.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

void fill(const Facts& facts, const npm::Entry& entry, const std::string& name, findings::Finding& f) {
  f.evidence = {at(entry, name + " is empty"), at_variable(name, "set, and empty")};
  f.fixes = {manual("fill-variable", where_to_set(facts, name), commands_to_set(facts, name, {}))};
}

// "npm_config_//h/:_authToken=" in the environment: npm takes an empty variable for none.
const std::string* empty_setting(const Facts& facts, const Concern& c) {
  for (const auto& [name, value] : facts.config.situation.env) {
    constexpr std::string_view prefix = "npm_config_";
    if (!value.empty() || name.size() <= prefix.size() || !base::ascii_iequals(name.substr(0, prefix.size()), prefix))
      continue;
    const std::string key = name.substr(prefix.size());
    const std::size_t colon = key.rfind(':');
    if (!key.starts_with("//") || colon == std::string::npos || meant_field(key.substr(colon + 1)).empty()) continue;
    const std::string at = key.substr(0, colon);
    if (c.wants_exact_key ? at == key_for(c) : c.url && covers(at, *c.url)) return &name;
  }
  return nullptr;
}

void check_start(const Facts& facts, findings::Findings& out) {  // registry=${NAME}: npm ends with ERR_INVALID_URL
  const auto& error = facts.config.validate_error;
  if (!error || error->code == "ERR_INVALID_AUTH") return;
  for (const npm::Entry* e : facts.config.effective()) {
    const auto* use = empty_variable(*e);
    if (!use || e->key != "registry") continue;
    findings::Finding f;
    f.code = "env-var-empty";
    f.severity = findings::Severity::error;
    f.explains_failure = true;
    f.title = "the variable " + use->name + " is empty, so the registry has no address";
    f.detail = "npm stops: " + base::printable(error->message);
    f.why = "npm replaces ${NAME} by the variable's value, also by an empty one.";
    fill(facts, *e, use->name, f);
    out.add(std::move(f));
    return;
  }
}

void check(const Facts& facts, findings::Findings& out) {
  check_start(facts, out);
  const std::vector<Meant> meant = meant_credentials(facts);
  const std::vector<Filed> all = filed_credentials(facts, meant);
  for (const std::size_t i : starved(facts)) {
    const Concern& c = facts.concerns[i];
    if (may_lack_scope_mapping(facts, c, all)) continue;
    const auto drained = drained_by_variable(facts, c, meant);
    const std::string* setting = drained ? nullptr : empty_setting(facts, c);
    if (!setting && (!drained || !drained->set || facts.ci.untrusted_run)) continue;
    findings::Finding f = about(facts, i, "env-var-empty", true);
    f.why =
        "An empty value is no credential: npm sends the request without one, as if nobody were logged in. In CI a "
        "secret that does not exist, is misspelt or is not handed to this run arrives as an empty variable.";
    if (drained) {
      f.title = "the variable " + drained->variable + " is set, but empty, so npm sends no credential";
      fill(facts, *drained->entry, drained->variable, f);
    } else {
      f.title = "the variable " + *setting + " is set, but empty, which npm takes for not set";
      f.evidence = {at_variable(*setting, "set, and empty")};
      f.help = "Give it a value, or take it away.";
      f.fixes = {manual("fill-variable", "give " + *setting + " its value where it is set")};
    }
    add_registry_line(c, f.evidence, "the registry that is asked");
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_env_var_empty;
const Rule rule_env_var_empty{"env-var-empty", check};

}  // namespace e401::rules
