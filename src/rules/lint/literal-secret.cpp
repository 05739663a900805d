// Decisive: the text itself, in a file that git tracks or would take. A file outside of any repository gives a warning:
// nobody can tell who will get to see it.
#include "base/text.h"
#include "npm/url.h"
#include "providers/hosts.h"
#include "rules/lens.h"
#include "rules/meant.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

constexpr std::string_view code = "literal-secret";

std::string file_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

// The registry that a key of an npmrc belongs to; nullopt where the key does not tell.
std::optional<npm::Url> registry_of(const WrittenSecret& s) {
  const auto key = parse_meant_key(s.key);
  if (!key || key->host.empty()) return std::nullopt;
  return npm::parse_url("https:" + key->prefix());
}

// The variable in which people keep a credential of that registry.
std::string variable_for(const WrittenSecret& s) {
  const auto registry = registry_of(s);
  const std::string_view family = registry ? providers::family_of(*registry).id : std::string_view();
  if (family == "github") return "GITHUB_TOKEN";
  if (family == "gitlab") return "CI_JOB_TOKEN";
  if (s.what.find("assword") != std::string::npos || s.what.find("user name") == 0) return "NPM_PASSWORD";
  if (s.what == "private key") return "NPM_CLIENT_KEY";
  return "NPM_TOKEN";
}

std::string with_article(const std::string& what) {
  const bool is_vowel = std::string_view("aeioAEIO").find(what.front()) != std::string_view::npos;  // "a user name"
  return (is_vowel || what.starts_with("npm ") ? "an " : "a ") + what;
}

std::string what_git_does(Kept kept) {
  switch (kept) {
    case Kept::tracked:
      return "which git tracks";
    case Kept::not_ignored:
      return "which git does not ignore";
    default:
      return "which others may get to see";
  }
}

// What is written in its place in a file of that kind.
std::string instead_of_it(const WrittenSecret& s, const std::string& variable) {
  if (s.file.find("/.github/workflows/") != std::string::npos) return "write ${{ secrets." + variable + " }}";
  if (base::ascii_lower(file_name(s.file)).find("dockerfile") != std::string::npos)
    return "mount an npmrc as a build secret (RUN --mount=type=secret,id=npmrc,target=.npmrc ...): layers keep what is "
           "written";
  if (s.is_code) return "use a variable that is set outside, $" + variable;
  return "read it from the environment (" + variable + ")";
}

findings::Fix write_a_reference(const WrittenSecret& s) {
  const std::string variable = variable_for(s);
  if (!s.in_npmrc)
    return manual("read-from-environment", "take it out of " + s.file + ":" + std::to_string(s.line) + "; instead " +
                                               instead_of_it(s, variable));
  const std::string key = base::printable(s.key);
  std::string value = key + "=${" + variable + "}";
  if (s.what == "password in an address")
    value = "the address without its password, and //HOST/PATH/:_authToken=${" + variable + "}";
  return manual("write-reference", "write instead: " + value + ", and set " + variable + " where npm runs");
}

findings::Fix file_with_the_user(const WrittenSecret& s) {
  const auto registry = registry_of(s);
  const std::string address =
      registry ? npm::shown_url("https:" + parse_meant_key(s.key)->prefix()) : "https://HOST/PATH/";
  return manual("file-with-user",
                "or keep it out of the project: log in again, which files a new one in your own ~/.npmrc",
                {"e401 login --registry=" + address});
}

findings::Finding found(const WrittenSecret& s) {
  findings::Finding f;
  const bool is_ours = s.kept == Kept::tracked || s.kept == Kept::not_ignored;
  f.code = code;
  f.severity = is_ours ? findings::Severity::error : findings::Severity::warning;
  f.title = with_article(base::printable(s.what)) + " stands in " + file_name(s.file) + ", " + what_git_does(s.kept);
  f.evidence.push_back({.file = s.file,
                        .line = s.line,
                        .column = s.column,
                        .length = 3,
                        .text = s.shown,
                        .note = "a literal " + s.what});
  const std::string fingerprint = s.value.fingerprint();
  f.identity = fingerprint;
  f.detail = "the value stands in the file itself" +
             (fingerprint.empty() ? std::string() : " (fingerprint " + fingerprint + ")");
  switch (s.kept) {
    case Kept::tracked:
      f.why = "Whoever can read the repository can use it, and the history keeps it when the line is gone.";
      f.help =
          "Revoke it: it is in the history as soon as it has been committed once. Then write a reference in its place.";
      break;
    case Kept::not_ignored:
      f.why = "The next `git add .` takes it into the history, which keeps it for good.";
      f.help = "Write a reference in its place, or have git ignore the file, before it is committed.";
      break;
    default:
      f.why = "No git repository is around it, so nothing tells who gets to see this file.";
      f.help = "Keep it out of what is copied to others: images, archives, published packages.";
  }
  f.fixes.push_back(write_a_reference(s));
  if (s.in_npmrc && s.what != "password in an address") f.fixes.push_back(file_with_the_user(s));
  if (const auto registry = registry_of(s)) f.host = registry->host_port();
  return f;
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for (const WrittenSecret& s : facts.secrets)
    if (s.kept != Kept::ignored && s.kept != Kept::elsewhere) out.add(found(s));
}

}  // namespace

extern const Rule rule_literal_secret;
const Rule rule_literal_secret{code, nullptr, lint};

}  // namespace e401::rules
