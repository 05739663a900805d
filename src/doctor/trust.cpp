#include "doctor/trust.h"

#include "rules/lens.h"

namespace e401::doctor {
namespace {

// The credential's own key comes from the project, or is a project file's reference to a variable.
bool key_is_strangers(const rules::Facts& facts, const npm::Credential& c) {
  return (c.entry && rules::is_strangers(facts, *c.entry)) || (c.username_entry && rules::is_strangers(facts, *c.username_entry));
}

// Whose word is it that the log is npm's own? A log that lies in the project, or where the project's npmrc says, may have come with it.
bool log_is_npms(const rules::Facts& facts) {
  if (!facts.log_path.starts_with('/') || rules::lies_in_project(facts, facts.log_path)) return false;
  for (const char* key : {"cache", "logs-dir"})
    if (const npm::Entry* e = facts.config.find(key); e && rules::is_strangers(facts, *e)) return false;
  return true;
}

// npm's own log of this folder shows that the client has already asked that origin below the key's path: what it sends there, it has sent.
bool client_has_asked(const rules::Facts& facts, const rules::Concern& concern) {
  if (!facts.log || !concern.url || !log_is_npms(facts)) return false;
  for (const npm::LoggedRequest& r : facts.log->requests) {
    const auto url = npm::parse_url(r.url);
    if (url && url->origin() == concern.url->origin()) return true;
  }
  const auto failed = npm::parse_url(facts.log->failed_url);
  return failed && failed->origin() == concern.url->origin();
}

// A setting of the project's by which somebody else could hear what is sent to the right host: its proxy, its CA, no check at all.
const npm::Entry* transport_by_strangers(const rules::Facts& facts) {
  for (const char* key : {"https-proxy", "proxy", "cafile", "ca", "strict-ssl"}) {
    const npm::Entry* e = facts.config.find(key);
    if (!e || !rules::is_strangers(facts, *e)) continue;
    const bool checks = std::string_view(key) == "strict-ssl";
    if (e->value.truthy() != checks) return e;
  }
  return nullptr;
}

}  // namespace

std::optional<std::string> refusal_to_send(const rules::Facts& facts, const rules::Concern& concern, const npm::Credential& credential) {
  if (facts.trusted) return std::nullopt;
  const bool strange_host = rules::named_by_project_only(facts, concern);
  const npm::Entry* transport = transport_by_strangers(facts);
  if (!strange_host && !transport && !key_is_strangers(facts, credential)) return std::nullopt;
  if (client_has_asked(facts, concern)) return std::nullopt;
  if (strange_host) return "only this project's files name " + concern.host + ", so no credential is sent there to try it (--trust-project allows it)";
  if (transport)
    return "this project's files set " + transport->key + ", so others could hear a credential that is sent to " + concern.host +
           " (--trust-project allows to try it)";
  return "the credential for " + concern.host + " is named by a file of this project only (--trust-project allows to try it)";
}

std::optional<std::string> refusal_to_ask(const rules::Facts& facts, const rules::Concern& concern) {
  const npm::Entry* entry = concern.registry.entry;
  if (facts.trusted || !entry || !concern.url || entry->variables.empty() || !rules::is_strangers(facts, *entry)) return std::nullopt;
  if (!rules::named_by_project_only(facts, concern)) return std::nullopt;
  // "${COMPANY_REGISTRY}/npm/": the person's variable names the host.
  const std::string* raw = entry->raw.string();
  const npm::VariableUse& first = entry->variables.front();
  if (raw && raw->starts_with("${" + first.name))
    if (const auto named = npm::parse_url(facts.config.situation.variable(first.name).value_or("")); named && named->host_port() == concern.url->host_port())
      return std::nullopt;
  return "this project's files put the value of the variable " + first.name + " into its address, and asking would tell it (--trust-project allows it)";
}

}  // namespace e401::doctor
