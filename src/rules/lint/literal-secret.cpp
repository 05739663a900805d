// Decisive: the text itself, in a file that git tracks or would take. A file outside of any repository gives a warning:
// nobody can tell who will get to see it.
#include "base/paths.h"
#include "base/shell.h"
#include "base/text.h"
#include "npm/url.h"
#include "providers/hosts.h"
#include "rules/lens.h"
#include "rules/lint_lens.h"
#include "rules/meant.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

constexpr std::string_view code = "literal-secret";

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
  if (base::ascii_lower(base::name_of(s.file)).find("dockerfile") != std::string::npos)
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

findings::Fix file_with_the_user(const LintFacts& facts, const WrittenSecret& s) {
  const auto key = parse_meant_key(s.key);
  std::string address = key ? address_of({}, *key) : "https://HOST/PATH/";
  for (const Facts& project : facts.projects)
    if (key && project.config.layer(npm::Layer::project).path == s.file) address = address_of(project, *key);
  return manual("file-with-user",
                "or keep it out of the project: log in again, which files a new one in your own ~/.npmrc",
                {"e401 login " + base::shell_word("--registry=" + address)});
}

const npm::Entry* entry_of(const npm::LayerData& layer, const WrittenSecret& s) {
  for (const npm::Entry& e : layer.entries)
    if (e.place.file == s.file && e.place.line == s.line) return &e;
  return nullptr;
}

// The lines of one credential: a user name and its password go together. Empty where the user's own file says something
// else about one of them, or the line is not what npm takes from this file.
std::vector<std::size_t> lines_to_move(const Facts& facts, const WrittenSecret& s) {
  const npm::LayerData& project = facts.config.layer(npm::Layer::project);
  const npm::Entry* const secret = entry_of(project, s);
  if (!secret || secret->superseded || secret->in_section || !is_credential_key(secret->key) ||
      !secret->key.starts_with("//"))
    return {};
  const std::string prefix = secret->key.substr(0, secret->key.rfind(':') + 1);
  std::vector<std::size_t> lines;
  for (const npm::Entry& e : project.entries) {
    const bool belongs = &e == secret || (secret->key.ends_with(":_password") && e.key == prefix + "username");
    if (!belongs || e.superseded) continue;
    for (const npm::Entry& other : facts.config.layer(npm::Layer::user).entries)
      if (other.key == e.key) return {};
    lines.push_back(static_cast<std::size_t>(e.place.line));
  }
  return lines;
}

// npm goes on as before: the user's file counts in every project. nullopt where that is not so.
std::optional<findings::Fix> move_to_user_rc(const LintFacts& facts, const WrittenSecret& s) {
  for (const Facts& project : facts.projects) {
    const npm::LayerData& layer = project.config.layer(npm::Layer::project);
    const std::string user = user_rc_path(project);
    if (!layer.document || layer.path != s.file || user.empty() || user == s.file) continue;
    const std::vector<std::size_t> lines = lines_to_move(project, s);
    if (lines.empty()) continue;
    findings::Fix fix;
    fix.id = "move-to-user";
    fix.safety = findings::Safety::ask;
    fix.description =
        "move " + s.file + ":" + std::to_string(s.line) + " to your own " + user +
        "; then revoke it where it was made" +
        (s.kept == Kept::tracked ? ", as it is in the history, and log in again" : " if anybody may have seen it");
    fix.changes = {delete_lines(*layer.document, lines),
                   append_lines(project, *layer.document, lines, npm::Layer::user)};
    return fix;
  }
  return std::nullopt;
}

findings::Finding found(const LintFacts& facts, const WrittenSecret& s) {
  findings::Finding f;
  const bool is_ours = s.kept == Kept::tracked || s.kept == Kept::not_ignored;
  f.code = code;
  f.severity = is_ours ? findings::Severity::error : findings::Severity::warning;
  f.title =
      with_article(base::printable(s.what)) + " stands in " + base::name_of(s.file) + ", " + what_git_does(s.kept);
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
  if (s.is_staged) {
    f.title = with_article(base::printable(s.what)) + " is staged in " + base::name_of(s.file) +
              ", though gone from the file";
    f.detail = "line " + std::to_string(s.line) + " of what `git add` took; the file on the disk is another by now";
    f.why = "The next commit takes what was added, not what lies on the disk.";
    f.help = "Add the file again as it is now. Revoke the credential if it was ever committed.";
    f.fixes = {manual("add-again", "take the file as it is now", {"git add -- " + base::shell_word(s.file)})};
    return f;
  }
  switch (s.kept) {
    case Kept::tracked:
      f.why = "Whoever can read the repository can use it, and it stays in the history after the line is removed.";
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
  if (auto fix = move_to_user_rc(facts, s)) f.fixes.push_back(std::move(*fix));
  f.fixes.push_back(write_a_reference(s));
  if (s.in_npmrc && s.what != "password in an address") f.fixes.push_back(file_with_the_user(facts, s));
  if (const auto registry = registry_of(s)) f.host = registry->host_port();
  return f;
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for (const WrittenSecret& s : facts.secrets)
    if (s.kept != Kept::ignored && s.kept != Kept::elsewhere) out.add(found(facts, s));
}

}  // namespace

extern const Rule rule_literal_secret;
const Rule rule_literal_secret{code, nullptr, lint};

}  // namespace e401::rules
