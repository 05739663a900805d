// Decisive: under a key that npm tries for the failing request stands a user name or a password, but not both, and no
// token.
#include <algorithm>

#include "base/shell.h"
#include "rules/lens_keys.h"
#include "rules/lint_lens.h"
#include "rules/new_credential.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool would_count(const Concern& c, const std::string& prefix) {
  if (c.wants_exact_key) return prefix == key_for(c);
  return c.url && covers(prefix, *c.url);
}

const Meant* line_of(const Filed& filed, std::string_view field) {
  for (const Meant* m : filed.lines)
    if (m->key.meant_field == field && m->entry->value.truthy()) return m;
  return nullptr;
}

constexpr std::string_view why =
    "npm makes a Basic credential of username and _password under one and the same key. One of them alone counts for "
    "nothing, and the request goes out without a credential.";

std::string title_of(bool has_user) {
  return has_user ? "a user name without a password: npm sends neither"
                  : "a password without a user name: npm sends neither";
}

void check(const Facts& facts, findings::Findings& out) {
  const std::vector<Meant> meant = meant_credentials(facts);
  const std::vector<Filed> all = filed_credentials(facts, meant);
  for (const std::size_t i : starved(facts)) {
    const Concern& c = facts.concerns[i];
    for (const Filed& filed : all) {
      if (filed.complete || !would_count(c, filed.prefix)) continue;
      const Meant* user = line_of(filed, "username");
      const Meant* password = line_of(filed, "_password");
      if ((user != nullptr) == (password != nullptr)) continue;
      const Meant& present = user ? *user : *password;
      const std::string missing = user ? "_password" : "username";
      findings::Finding f = about(facts, i, "basic-auth-incomplete", true);
      f.title = title_of(user != nullptr);
      f.evidence = {at(*present.entry, "its " + missing + " is missing")};
      for (const Meant* m : filed.lines)  // an empty other half
        if (m != &present) f.evidence.push_back(at(*m->entry, "empty"));
      for (const Filed& other : all)  // the other half, filed elsewhere on the host
        if (other.host == filed.host && other.prefix != filed.prefix)
          if (const Meant* half = line_of(other, missing))
            f.evidence.push_back(at(*half->entry, "filed under another key"));
      add_registry_line(c, f.evidence, "the registry that is asked");
      f.why = why;
      f.help = "Add the missing line " + filed.prefix + ":" + missing +
               "=... (_password is the base64 of the password), or use a token instead.";
      f.fixes = {manual("add-other-half",
                        "add " + filed.prefix + ":" + missing + " to " + file_words(facts, present.entry->place.file),
                        {"npm config set " + base::shell_word(filed.prefix + ":" + missing + "=...")}),
                 new_credential(facts, c)};
      out.add(std::move(f));
      break;
    }
  }
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for (const Facts& project : facts.projects) {
    const std::vector<Meant> meant = meant_credentials(project);
    for (const Filed& filed : filed_credentials(project, meant)) {
      const Meant* user = line_of(filed, "username");
      const Meant* password = line_of(filed, "_password");
      if (filed.complete || (user != nullptr) == (password != nullptr)) continue;
      const Meant& present = user ? *user : *password;
      if (!present.document) continue;
      const std::string missing = user ? "_password" : "username";
      findings::Finding f = seen_in_file(facts, "basic-auth-incomplete", present.entry->place.file);
      f.title = title_of(user != nullptr);
      f.evidence.push_back(at(*present.entry, "its " + missing + " is missing"));
      f.why = why;
      f.help = "Add the missing line " + filed.prefix + ":" + missing + "=..., or use a token instead.";
      f.fixes.push_back(
          manual("add-other-half", "add " + filed.prefix + ":" + missing + " to " + present.entry->place.file));
      f.host = filed.host_port();
      out.add(std::move(f));
    }
  }
}

}  // namespace

extern const Rule rule_basic_auth_incomplete;
const Rule rule_basic_auth_incomplete{"basic-auth-incomplete", check, lint};

}  // namespace e401::rules
