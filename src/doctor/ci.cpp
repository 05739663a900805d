// Which provider, and whether the run is one that gets no secrets. Sources: the vendors' lists of predefined variables
// (GitHub "Default environment variables", GitLab "Predefined CI/CD variables", Azure "Predefined variables", CircleCI
// "Project values", Travis "Environment Variables", Bitbucket "Variables and secrets").
#include "doctor/ci.h"

#include <array>

namespace e401::doctor {
namespace {

struct Provider {
  std::string_view variable;
  std::string_view name;
};
constexpr std::array<Provider, 9> providers{{{"GITHUB_ACTIONS", "github"},
                                             {"GITLAB_CI", "gitlab"},
                                             {"TF_BUILD", "azure"},
                                             {"CIRCLECI", "circleci"},
                                             {"TRAVIS", "travis"},
                                             {"BITBUCKET_BUILD_NUMBER", "bitbucket"},
                                             {"JENKINS_URL", "jenkins"},
                                             {"BUILDKITE", "buildkite"},
                                             {"CI", "other"}}};

std::string text_of(const world::Environment& env, std::string_view name) {
  const std::string* v = env.find(name);
  return v ? *v : std::string();
}

// The variable that says that this run is a stranger's (a fork's pull request, Dependabot's), or "".
std::string untrusted_variable(const world::Environment& env) {
  for (const char* name : {"GITHUB_ACTOR", "GITHUB_TRIGGERING_ACTOR"})
    if (text_of(env, name) == "dependabot[bot]") return name;
  const std::string event = text_of(env, "GITHUB_EVENT_NAME");
  if (event == "pull_request") return "GITHUB_EVENT_NAME";
  const std::string source = text_of(env, "CI_MERGE_REQUEST_SOURCE_PROJECT_ID");
  if (!source.empty() && source != text_of(env, "CI_PROJECT_ID") &&
      source != text_of(env, "CI_MERGE_REQUEST_PROJECT_ID"))
    return "CI_MERGE_REQUEST_SOURCE_PROJECT_ID";
  if (text_of(env, "SYSTEM_PULLREQUEST_ISFORK") == "True") return "SYSTEM_PULLREQUEST_ISFORK";
  if (!text_of(env, "CIRCLE_PR_USERNAME").empty()) return "CIRCLE_PR_USERNAME";
  if (!text_of(env, "CIRCLE_PR_REPONAME").empty()) return "CIRCLE_PR_REPONAME";
  if (text_of(env, "TRAVIS_SECURE_ENV_VARS") == "false") return "TRAVIS_SECURE_ENV_VARS";
  if (text_of(env, "BUILDKITE_PULL_REQUEST_REPO") != "" &&
      text_of(env, "BUILDKITE_PULL_REQUEST_REPO") != text_of(env, "BUILDKITE_REPO"))
    return "BUILDKITE_PULL_REQUEST_REPO";
  return {};
}

}  // namespace

rules::CiFacts ci_facts(const world::Environment& environment) {
  rules::CiFacts facts;
  for (const Provider& p : providers) {
    const std::string value = text_of(environment, p.variable);
    if (value.empty() || value == "false" || value == "0") continue;
    facts.provider = p.name;
    break;
  }
  facts.untrusted_evidence = untrusted_variable(environment);
  facts.untrusted_run = !facts.untrusted_evidence.empty();
  return facts;
}

}  // namespace e401::doctor
