#include "doctor/trust.h"

#include <algorithm>

#include "base/text.h"
#include "npm/strangers.h"
#include "rules/lens.h"

namespace e401::doctor {
namespace {

// npm's own log of this folder shows that the client has asked that host below the credential's key, and the project's
// files are the same still: what npm sends there, it has sent.
bool client_has_sent(const rules::Facts& facts, const rules::Concern& concern, const npm::Credential& credential) {
  if (!concern.url) return false;
  // A password in the address counts for the registry that it stands in.
  const std::string prefix = credential.prefix.empty() ? rules::key_for(concern) : credential.prefix;
  const auto shows = [&](const std::string& text) {
    const auto url = npm::parse_url(text);
    return url && url->origin() == concern.url->origin() && rules::covers(prefix, *url);
  };
  const auto any_shows = [&](const std::vector<npm::LoggedRequest>& requests) {
    return std::any_of(requests.begin(), requests.end(), [&](const npm::LoggedRequest& r) { return shows(r.url); });
  };
  if (any_shows(facts.worked_requests)) return true;
  if (!facts.log || !facts.log_is_npms || facts.project_changed_since_log) return false;
  return any_shows(facts.log->requests) || shows(facts.log->failed_url);
}

std::string place_of(const npm::Entry& entry) {
  const std::string line = entry.place.line ? ":" + std::to_string(entry.place.line) : std::string();
  return base::printable(entry.place.file) + line;
}

// The line that names this registry.
const npm::Entry* address_line(const npm::Config& config, const std::string& registry) {
  if (registry == config.registry()) return config.flat_entry("registry");
  for (const npm::Entry* e : config.effective())
    if (rules::is_registry_key(e->key) && e->value.string() && *e->value.string() == registry) return e;
  return nullptr;
}

}  // namespace

std::optional<std::string> refusal_to_send(const rules::Facts& facts, const rules::Concern& concern,
                                           const npm::Credential& credential) {
  if (facts.trusted || npm::is_unset_variables_text(facts.config, credential)) return std::nullopt;
  // Who listens on the way was not there when the log was written, or was, and may hear it a second time: no log
  // excuses it.
  if (const npm::Entry* e = npm::stranger_on_the_way(facts.config))
    return "this project's files set " + e->key + ", so others could hear a credential that is sent to " +
           concern.host + " (--trust-project allows to try it)";
  if (concern.url && npm::is_downgrade(facts.config, *concern.url, rules::address_is_strangers(facts, concern)))
    return "this project's files name " + concern.host +
           " with http:// where you have https://, so others could hear a credential that is sent there "
           "(--trust-project allows to try it)";
  const bool strange_host = rules::named_by_project_only(facts, concern);
  const bool is_trusted = concern.url && facts.own.trusted.covers(*concern.url);
  if (!strange_host && (is_trusted || !npm::stranger_in_credential(facts.config, credential))) return std::nullopt;
  if (client_has_sent(facts, concern, credential)) return std::nullopt;
  if (strange_host)
    return "only this project's files name " + concern.host +
           ", so no credential is sent there to try it (--trust-project allows it)";
  return "only this project's files name that key (--trust-project allows to try it)";
}

std::optional<std::string> refusal_to_ask(const rules::Facts& facts, const rules::Concern& concern) {
  if (facts.trusted) return std::nullopt;
  if (const npm::Entry* e = npm::stranger_proxy_that_tells(facts.config))
    return "this project's files set " + e->key +
           " with a variable or a password in it, and asking anything would tell it (--trust-project allows it)";
  const npm::Entry* entry = concern.registry.entry;
  if (!entry || !concern.url || !rules::named_by_project_only(facts, concern)) return std::nullopt;
  if (const std::string name = npm::variable_told(facts.config, *entry, *concern.url); !name.empty())
    return "this project's files put the value of the variable " + name +
           " into its address, and asking would tell it (--trust-project allows it)";
  return std::nullopt;
}

std::optional<std::string> refusal_to_do_as_npm(const npm::Config& config, const policy::TrustedHosts& trusted,
                                                const std::string& registry, const npm::Url& url,
                                                const npm::Credential* credential) {
  if (const npm::Entry* e = npm::stranger_proxy_that_tells(config); e && !e->variables.empty())
    return place_of(*e) + ": this project's " + e->key + " would be told the value of the variable " +
           e->variables.front().name;
  const npm::Entry* address = address_line(config, registry);
  const bool is_persons_host = npm::named_by_person(config, url.host_port()) || trusted.covers(url);
  if (address && !is_persons_host)
    if (const std::string name = npm::variable_told(config, *address, url); !name.empty())
      return place_of(*address) + ": this project's address would tell the value of the variable " + name + " to " +
             url.host_port();
  if (!credential || !npm::holds_persons_secret(config, *credential)) return std::nullopt;
  if (const npm::Entry* e = npm::stranger_on_the_way(config))
    return place_of(*e) + ": this project's " + e->key + " would let others hear your credential for " +
           url.host_port();
  if (address && npm::is_downgrade(config, url, npm::is_strangers(config, *address)))
    return place_of(*address) + ": this project names " + url.host_port() +
           " with http:// where you have https://: others would hear your credential";
  const npm::Entry* line = npm::stranger_in_credential(config, *credential);
  if (!line || is_persons_host) return std::nullopt;
  return place_of(*line) + ": only this project's files name " + url.host_port() +
         ", and this line would give it a secret of yours";
}

}  // namespace e401::doctor
