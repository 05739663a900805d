// A variable npm_config_... stands above every file. Two shapes: it names a registry (or a scope's) while a file names
// the one that the credentials are for; or it holds a credential that is refused while a file holds one that works,
// under the same or a shorter key.
#include <algorithm>

#include "rules/lens_keys.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool is_file(const npm::Entry& entry) {
  return entry.line != nullptr;
}

std::vector<std::string> unset(const npm::Entry& entry) {
  if (!entry.place.file.starts_with("env:")) return {};
  const std::string name = entry.place.file.substr(4);
  // A shell cannot unset a name with "/" or ":" in it; env -u can.
  const bool plain =
      name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  return {plain ? "unset " + name : "env -u '" + name + "' npm ..."};
}

// The registry that the files name for the same key, below the variable.
const npm::Entry* hidden_entry(const Facts& facts, const npm::Entry& by) {
  for (const npm::Entry* e : facts.config.all(by.key))
    if (e->layer < npm::Layer::env && is_file(*e) && !e->superseded && e->value.string() && !e->value.string()->empty())
      return e;
  return nullptr;
}

struct Elsewhere {
  std::string registry;
  const npm::Entry* entry = nullptr;  // nullptr: npm's default
  const npm::Entry* credential = nullptr;
  bool public_has_it = false;
};

std::optional<Elsewhere> elsewhere(const Facts& facts, const Concern& c) {
  Elsewhere e;
  e.entry = hidden_entry(facts, *c.registry.entry);
  if (!e.entry && c.registry.key != "registry") return std::nullopt;
  e.registry = e.entry ? *e.entry->value.string() : npm::public_registry_url();
  if (same_registry(e.registry, c.registry.url)) return std::nullopt;
  const auto request =
      npm::parse_url(npm::request_url(e.registry, c.spec.empty() ? "-/whoami" : c.spec.escaped_name()));
  if (!request || !request->is_http()) return std::nullopt;
  const npm::Decision decision = npm::credential_for_request(facts.config, *request, c.spec);
  if (decision.sent) e.credential = decision.sent->entry;
  e.public_has_it = request->host == npm::public_registry_host() && c.at_public.ok();
  return e;
}

void check_registry(const Facts& facts, std::size_t i, findings::Findings& out) {
  const Concern& c = facts.concerns[i];
  if (c.from_publish_config || !c.registry.entry || c.registry.entry->layer != npm::Layer::env) return;
  const auto other = elsewhere(facts, c);
  if (!other) return;
  // A credential that goes to the variable's registry and is refused is that credential's own matter.
  const bool sent = !nothing_sent(c);
  if (sent && c.status() != 404 && !is_unreachable(c.verdict())) return;
  if (!sent && credential_meant_for(facts, c.host)) return;
  if (!other->credential && !other->public_has_it) return;
  findings::Finding f = about(facts, i, "env-config-overrides", true);
  f.title = "a variable sends npm to " + c.host + " and hides the registry " +
            (other->entry ? "of your npmrc" : "that npm asks by default");
  f.why = "npm_config_ variables stand above every npmrc. Without this one " + npm::shown_url(other->registry) +
          " would be asked, " + (other->credential ? "for which there is a credential." : "which has the package.");
  f.help = "Unset the variable, here and where it comes from (shell profile, CI settings, container image).";
  f.evidence.push_back(at(*c.registry.entry, "wins over every file"));
  if (other->entry) f.evidence.push_back(at(*other->entry, "hidden"));
  if (other->credential) f.evidence.push_back(at(*other->credential, "for the hidden registry"));
  f.fixes.push_back(manual("unset-variable",
                           "unset " + c.registry.entry->place.file.substr(c.registry.entry->place.file.find(':') + 1),
                           unset(*c.registry.entry)));
  out.add(std::move(f));
}

void check_credential(const Facts& facts, std::size_t i, findings::Findings& out) {
  const Concern& c = facts.concerns[i];
  if (!sent_and_refused(c) || !c.decision.sent->entry || c.decision.sent->entry->layer != npm::Layer::env) return;
  const npm::Entry& by = *c.decision.sent->entry;
  const Alternative* works = nullptr;
  const Alternative* untried = nullptr;
  for (const Alternative& a : c.alternatives) {
    if (!a.considered.entry || !is_file(*a.considered.entry)) continue;
    if (a.answer.ok())
      works = &a;
    else if (!a.answer.asked)
      untried = &a;
  }
  const Alternative* other = works ? works : untried;
  if (!other) return;
  findings::Finding f = about(facts, i, "env-config-overrides", works != nullptr);
  f.title = "a credential in a variable is refused, and it hides the one in your npmrc" +
            std::string(works ? ", which works" : "");
  f.why = "npm_config_ variables stand above every npmrc, so " + place_words(facts, *other->considered.entry) +
          " is not used.";
  f.help = "Unset the variable, or give it the good credential.";
  if (!works)
    f.would_prove = "asking with the credential of the npmrc (" +
                    (other->answer.not_asked_why.empty() ? std::string("not done") : other->answer.not_asked_why) + ")";
  f.evidence.push_back(at(by, "wins, and is refused"));
  f.evidence.push_back(at(*other->considered.entry, works ? "works" : "hidden"));
  f.fixes.push_back(manual("unset-variable", "unset " + by.place.file.substr(by.place.file.find(':') + 1), unset(by)));
  out.add(std::move(f));
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    check_registry(facts, i, out);
    check_credential(facts, i, out);
  }
}

}  // namespace

extern const Rule rule_env_config_overrides;
const Rule rule_env_config_overrides{"env-config-overrides", check};

}  // namespace e401::rules
