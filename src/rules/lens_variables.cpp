// Names of variables are known from the vendors' documentation and from what guides tell people to write; a name alone
// never proves anything, the value's form must not contradict it.
#include "rules/lens_variables.h"

#include <algorithm>
#include <array>

#include "base/shell.h"
#include "base/text.h"
#include "providers/hosts.h"
#include "providers/token_shapes.h"

namespace e401::rules {
namespace {

// Names for one and the same thing.
constexpr std::array<std::array<std::string_view, 6>, 4> alike{{
    {"NPM_TOKEN", "NODE_AUTH_TOKEN", "NPM_AUTH_TOKEN", "NPM_AUTH", "NPMJS_TOKEN", "NPM_ACCESS_TOKEN"},
    {"GITHUB_TOKEN", "GH_TOKEN", "GITHUB_PAT", "GH_PAT", "GITHUB_PACKAGES_TOKEN", "GHP_TOKEN"},
    {"CI_JOB_TOKEN", "GITLAB_TOKEN", "GITLAB_AUTH_TOKEN", "GL_TOKEN", "GITLAB_NPM_TOKEN", "CI_NPM_TOKEN"},
    {"SYSTEM_ACCESSTOKEN", "AZURE_TOKEN", "AZURE_DEVOPS_EXT_PAT", "AZURE_DEVOPS_PAT", "VSS_NUGET_ACCESSTOKEN",
     "AZURE_PAT"},
}};

// Names that belong to one family of hosts.
struct Named {
  std::string_view name, family;
};
constexpr std::array<Named, 26> of_family{{
    {"GITHUB_TOKEN", "github"},
    {"GH_TOKEN", "github"},
    {"GITHUB_PAT", "github"},
    {"GH_PAT", "github"},
    {"GITHUB_PACKAGES_TOKEN", "github"},
    {"GITLAB_TOKEN", "gitlab"},
    {"GL_TOKEN", "gitlab"},
    {"GITLAB_AUTH_TOKEN", "gitlab"},
    {"GITLAB_NPM_TOKEN", "gitlab"},
    {"CI_JOB_TOKEN", "gitlab"},
    {"SYSTEM_ACCESSTOKEN", "azure"},
    {"AZURE_TOKEN", "azure"},
    {"AZURE_PAT", "azure"},
    {"AZURE_DEVOPS_PAT", "azure"},
    {"AZURE_DEVOPS_EXT_PAT", "azure"},
    {"CODEARTIFACT_AUTH_TOKEN", "codeartifact"},
    {"CODEARTIFACT_TOKEN", "codeartifact"},
    {"ARTIFACTORY_TOKEN", "artifactory"},
    {"JFROG_TOKEN", "artifactory"},
    {"JFROG_ACCESS_TOKEN", "artifactory"},
    {"JF_ACCESS_TOKEN", "artifactory"},
    {"NEXUS_TOKEN", "nexus"},
    {"NEXUS_NPM_TOKEN", "nexus"},
    {"GITEA_TOKEN", "gitea"},
    {"CLOUDSMITH_API_KEY", "cloudsmith"},
    {"NPMJS_TOKEN", "npmjs"},
}};
constexpr std::array<std::string_view, 6> of_anybody{"NPM_TOKEN",        "NODE_AUTH_TOKEN",    "NPM_AUTH_TOKEN",
                                                     "NPM_ACCESS_TOKEN", "NPM_REGISTRY_TOKEN", "REGISTRY_TOKEN"};

const std::string* value_of(const Facts& facts, std::string_view name) {
  const std::string* found = nullptr;
  for (const auto& [n, v] : facts.config.situation.env)
    if (n == name) found = &v;
  return found && !base::trim(*found).empty() ? found : nullptr;
}

std::string bare_letters(std::string_view name) {
  std::string out = base::ascii_lower(name);
  std::erase(out, '_');
  return out;
}

std::string_view family_of_host(const Concern& c) {
  return c.url ? providers::family_of(*c.url).id : std::string_view("generic");
}

// "FONTAWESOME_NPM_AUTH_TOKEN" for npm.fontawesome.com, "ACME_NPM_TOKEN" for npm.acme.example.
bool names_the_host(std::string_view name, const Concern& c) {
  const std::string upper_words = base::ascii_lower(name);
  if (upper_words.find("token") == std::string::npos && upper_words.find("auth") == std::string::npos) return false;
  const auto labels = base::split(c.url ? std::string_view(c.url->host) : std::string_view(), '.');
  for (std::size_t i = 0; i + 1 < labels.size(); ++i) {
    static constexpr std::array<std::string_view, 9> common{"npm",  "www", "registry", "packages", "pkgs",
                                                            "repo", "com", "example",  "api"};
    if (labels[i].size() < 3 || std::find(common.begin(), common.end(), labels[i]) != common.end()) continue;
    for (const auto word : base::split(upper_words, '_'))
      if (word == labels[i]) return true;
  }
  return false;
}

}  // namespace

const npm::VariableUse* unset_variable(const npm::Entry& entry) {
  for (const npm::VariableUse& use : entry.variables)
    if (!use.set) return &use;
  return nullptr;
}

const npm::VariableUse* empty_variable(const npm::Entry& entry) {
  for (const npm::VariableUse& use : entry.variables)
    if (use.set && use.empty) return &use;
  return nullptr;
}

std::optional<Drained> drained_by_variable(const Facts& facts, const Concern& c, const std::vector<Meant>& meant) {
  (void)facts;
  for (const Meant& m : meant) {
    if (!m.counts || !m.key.prefix_in_form || !m.separator_in_form || !m.key.field_in_form() || m.entry->value.truthy())
      continue;
    const std::string prefix = m.entry->key.substr(0, m.entry->key.rfind(':'));
    if (c.wants_exact_key ? prefix != key_for(c) : !(c.url && covers(prefix, *c.url))) continue;
    if (const auto* use = empty_variable(*m.entry)) return Drained{m.entry, use->name, true};
    if (const auto* use = unset_variable(*m.entry)) return Drained{m.entry, use->name, false};
  }
  return std::nullopt;
}

bool value_fits(const Concern& c, const std::string& value) {
  const auto shape = providers::shape_of(base::Secret(std::string(base::trim(value))));
  if (!shape || shape->family.empty()) return true;
  const std::string_view family = family_of_host(c);
  // A company's own host name says nothing of what runs there, but it is neither the public registry nor GitHub.
  if (family == "generic") return shape->family != "npmjs" && shape->family != "github";
  return shape->family == family;
}

std::string similar_variable(const Facts& facts, std::string_view name, const Concern* c) {
  const auto fits = [&](std::string_view other) {
    const std::string* value = value_of(facts, other);
    return value && other != name && (!c || value_fits(*c, *value));
  };
  const std::string letters = bare_letters(name);
  std::string close;
  for (const auto& [other, value] : facts.config.situation.env) {
    if (!fits(other)) continue;
    const std::string theirs = bare_letters(other);
    if (theirs == letters) return other;
    if (letters.size() >= 6 && close.empty() && base::edit_distance(theirs, letters, 2) <= 2) close = other;
  }
  if (!close.empty()) return close;
  for (const auto& group : alike) {
    if (std::find(group.begin(), group.end(), name) == group.end()) continue;
    for (const auto other : group)
      if (fits(other)) return std::string(other);
  }
  return {};
}

bool is_conventional_variable(std::string_view name) {
  const auto is_it = [&](const Named& n) { return n.name == name; };
  return std::any_of(of_family.begin(), of_family.end(), is_it) ||
         std::find(of_anybody.begin(), of_anybody.end(), name) != of_anybody.end() ||
         std::any_of(alike.begin(), alike.end(),
                     [&](const auto& group) { return std::find(group.begin(), group.end(), name) != group.end(); });
}

std::string misspelt_for(const Facts& facts, std::string_view name, const std::vector<std::string>& others) {
  constexpr std::size_t letters_min = 6;  // shorter names are near too many others
  const std::string letters = bare_letters(name);
  if (letters.size() < letters_min || is_conventional_variable(name)) return {};
  std::string close;
  const auto look_at = [&](std::string_view other) {
    if (other == name || other.empty()) return;
    const std::string theirs = bare_letters(other);
    if (theirs == letters ||
        (close.empty() && theirs.size() >= letters_min && base::edit_distance(theirs, letters, 2) <= 2))
      close = other;
  };
  for (const auto& [other, value] : facts.config.situation.env)
    if (value_of(facts, other)) look_at(other);
  for (const Named& n : of_family) look_at(n.name);
  for (const std::string_view n : of_anybody) look_at(n);
  for (const auto& group : alike)
    for (const std::string_view n : group) look_at(n);
  for (const std::string& other : others) look_at(other);
  return close;
}

std::vector<std::string> token_variables_for(const Facts& facts, const Concern& c) {
  std::vector<std::string> sure, generic;
  const std::string_view family = family_of_host(c);
  const std::string* gitlab = value_of(facts, "CI_SERVER_HOST");
  for (const auto& [name, value] : facts.config.situation.env) {
    const std::string* counting = value_of(facts, name);
    if (!counting || counting != &value || !value_fits(c, value)) continue;
    const auto own = std::find_if(of_family.begin(), of_family.end(),
                                  [n = std::string_view(name)](const Named& x) { return x.name == n; });
    if (own != of_family.end()) {
      if (own->family != family || (name == "CI_JOB_TOKEN" && gitlab && c.url && *gitlab != c.url->host)) continue;
      sure.push_back(name);
    } else if (names_the_host(name, c)) {
      sure.push_back(name);
    } else if (std::find(of_anybody.begin(), of_anybody.end(), name) != of_anybody.end()) {
      generic.push_back(name);
    }
  }
  sure.insert(sure.end(), generic.begin(), generic.end());
  return sure;
}

std::string where_to_set(const Facts& facts, std::string_view name) {
  const std::string n(name);
  const std::string& ci = facts.ci.provider;
  if (ci == "github")
    return "give the step that runs npm `env: " + n + ": ${{ secrets." + n +
           " }}`; a secret is in no step that does not name it";
  if (ci == "gitlab")
    return "define " + n +
           " under Settings, CI/CD, Variables; a protected variable is there on protected branches only";
  if (ci == "azure")
    return "give the step `env: " + n + ": $(" + n + ")`; secret variables are not handed to steps by themselves";
  if (ci == "circleci") return "define " + n + " in the project's settings or a context, and give the job that context";
  if (ci == "travis")
    return "define " + n + " in the repository's settings; it is withheld from pull requests of forks";
  if (!ci.empty()) return "hand " + n + " to the step that runs npm";
  return "set " + n + " in the shell that runs npm";
}

std::vector<std::string> commands_to_set(const Facts& facts, std::string_view name, std::string_view same_as) {
  if (!base::is_shell_name(name) || !facts.ci.provider.empty()) return {};  // nobody sits at the shell of a CI job
  if (!same_as.empty()) return {"export " + std::string(name) + "=\"$" + std::string(same_as) + "\""};
  return {"read -rs " + std::string(name) + " && export " + std::string(name)};
}

}  // namespace e401::rules
