#include "rules/new_credential.h"

#include <algorithm>

#include "base/shell.h"
#include "base/text.h"
#include "providers/hosts.h"
#include "rules/lens_keys.h"
#include "rules/lens_values.h"
#include "rules/lens_variables.h"

namespace e401::rules {
namespace {

std::string scope_of(const Concern& c) {
  return c.registry.key.starts_with('@') ? c.registry.key.substr(0, c.registry.key.find(':')) : std::string();
}

providers::NewCredential vendors_way(const Concern& c) {
  if (!c.registry.parsed) return {};
  const providers::HostFamily& family =
      c.url ? providers::family_of(
                  *c.url, {.status = c.status(), .challenge = c.verdict().www_authenticate, .body = c.verdict().body})
            : providers::family_of(*c.registry.parsed);
  const auto purpose = c.operation == Operation::publish ? providers::For::publishing : providers::For::reading;
  return providers::new_credential(family, *c.registry.parsed, scope_of(c), purpose);
}

std::vector<std::string> logins(const Concern& c, const providers::NewCredential& way) {
  const std::string scope = scope_of(c);
  std::vector<std::string> out{"e401 login " + base::shell_word("--registry=" + npm::shown_url(c.registry.url)) +
                               (scope.empty() ? "" : " " + base::shell_word("--scope=" + scope))};
  out.insert(out.end(), way.commands.begin(), way.commands.end());
  return out;
}

std::string with_page(std::string description, const providers::NewCredential& way) {
  if (!way.page.empty()) description += "; a token is made at: " + way.page;
  if (!way.right.empty()) description += "; it needs: " + way.right;
  return description;
}

// The value comes from a variable: whoever sets it has to set it anew, and no login reaches it.
findings::Fix into_variable(const Facts& facts, const Concern& c, const SentValue& value, const std::string& name) {
  const providers::NewCredential way = vendors_way(c);
  const std::string reader = value.in_file() ? " (" + place_words(facts, *value.entry) + " reads it)" : "";
  std::string description = "get another credential for " + c.host + " and put it into the variable " +
                            base::printable(name) + reader + ": " + where_to_set(facts, base::printable(name));
  std::vector<std::string> commands;
  if (!way.token_command.empty() && value.field == "_authToken" && base::is_shell_name(name))
    commands = {"export " + name + "=\"$(" + way.token_command + ")\""};
  else
    commands = commands_to_set(facts, name, "");
  return manual("new-credential", with_page(std::move(description), way), std::move(commands));
}

// What the text of such a field is: npm takes the one in base64, the other as it is.
std::string form_words(const std::string& field) {
  if (field == "_auth") return " (the base64 of USER:PASSWORD)";
  return field == "_password" ? " (the base64 of the password)" : "";
}

}  // namespace

findings::Fix new_credential(const Facts&, const Concern& c, std::string description) {
  if (description.empty())
    description =
        "get a credential for " + c.host + " and store it under " + key_for(c) + ":_authToken in your user npmrc";
  const providers::NewCredential way = vendors_way(c);
  return manual("new-credential", with_page(std::move(description), way), logins(c, way));
}

findings::Fix another_credential(const Facts& facts, const Concern& c) {
  const std::vector<SentValue> values = sent_values(c);
  const auto secret =
      std::find_if(values.begin(), values.end(), [](const SentValue& v) { return v.field != "username"; });
  if (secret == values.end()) return new_credential(facts, c);
  if (!secret->variables.empty()) return into_variable(facts, c, *secret, secret->variables.front());
  const npm::Entry& entry = *secret->entry;
  static constexpr std::string_view of_variable = "env:";
  if (entry.place.file.starts_with(of_variable))
    return into_variable(facts, c, *secret, entry.place.file.substr(of_variable.size()));
  const providers::NewCredential way = vendors_way(c);
  std::string description = "get another credential for " + c.host + " and put it in place of the one in " +
                            where_words(facts, entry) + form_words(secret->field);
  if (entry.layer == npm::Layer::cli) return manual("new-credential", with_page(std::move(description), way), {});
  if (entry.layer == npm::Layer::project)
    description += "; or take that line out and log in: it counts before what a login writes into your own npmrc";
  return manual("new-credential", with_page(std::move(description), way), logins(c, way));
}

}  // namespace e401::rules
