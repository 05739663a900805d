// Decisive: nothing is sent, a variable in which people keep a token for such a host is set, its value's form does not
// belong to another vendor, and no line of the configuration refers to it. npm itself reads none of these variables
// (R-23).
#include <algorithm>
#include <cctype>

#include "base/shell.h"
#include "rules/lens_variables.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool has_word(std::string_view text, std::string_view word) {
  const auto is_name = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_name(text[at - 1])) && (end == text.size() || !is_name(text[end]))) return true;
  }
  return false;
}

bool is_referred_to(const Facts& facts, const std::string& name) {
  for (const npm::LayerData& layer : facts.config.layers)
    for (const npm::Entry& e : layer.entries)
      if (std::any_of(e.variables.begin(), e.variables.end(),
                      [&](const npm::VariableUse& use) { return use.name == name; }))
        return true;
  for (const npm::RcDocument* d : facts.documents())  // "$NAME", "%NAME%", below a [section]: other causes
    for (const npm::RcLine& line : d->lines())
      if (line.kind == npm::RcLine::Kind::entry && has_word(d->source().slice(line.span), name)) return true;
  return false;
}

void check(const Facts& facts, findings::Findings& out) {
  const std::vector<Meant> meant = meant_credentials(facts);
  const std::vector<Filed> all = filed_credentials(facts, meant);
  for (const std::size_t i : starved(facts)) {
    const Concern& c = facts.concerns[i];
    if (is_misspelt_public_name(c)) continue;
    std::vector<std::string> names = token_variables_for(facts, c);
    std::erase_if(names, [&](const std::string& name) { return is_referred_to(facts, name); });
    if (names.empty() || may_lack_scope_mapping(facts, c, all)) continue;
    const std::string& name = names.front();
    const std::string key = key_for(c) + ":_authToken";
    findings::Fix fix;
    fix.id = "refer-to-variable";
    fix.safety = findings::Safety::ask;
    fix.description = "add " + key + "=${" + name + "} to " + file_words(facts, user_rc_path(facts));
    fix.changes = {add_to_user_rc(facts, base::Secret(key + "=${" + name + "}"))};
    fix.bindings = {{key, "env:" + name, named_by_project_only(facts, c), false}};
    if (!cures(facts, c, fix.changes)) continue;
    findings::Finding f = about(facts, i, "env-token-var-not-read", true);
    f.title = name + " is set, but nothing refers to it: npm reads no token from the environment by itself";
    for (const std::string& n : names) f.evidence.push_back(at_variable(n, "set, and read by nothing"));
    add_registry_line(c, f.evidence, "the registry that is asked");
    f.why =
        "A variable counts only where a line of an npmrc refers to it, or as npm_config_//host/path/:_authToken. "
        "Actions and CI images that seem to read NPM_TOKEN write such a line.";
    f.help = "Refer to it: " + key + "=${" + name + "}";
    f.fixes = {std::move(fix),
               manual("set-by-variable", "set it for npm directly",
                      {"env " + base::shell_word("npm_config_" + key + "=") + "\"$" + name + "\" npm ..."})};
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_env_token_var_not_read;
const Rule rule_env_token_var_not_read{"env-token-var-not-read", check};

}  // namespace e401::rules
