#include "doctor/trust.h"

#include "rules/lens.h"

namespace e401::doctor {
namespace {

// The credential's own key comes from the project, or is a project file's reference to a variable.
bool key_is_strangers(const npm::Credential& c) { return c.entry && c.entry->layer == npm::Layer::project; }

// npm's own log of this folder shows that the client has already asked that origin below the key's path: what it sends there, it has sent.
bool client_has_asked(const rules::Facts& facts, const rules::Concern& concern) {
  if (!facts.log || !concern.url) return false;
  for (const npm::LoggedRequest& r : facts.log->requests) {
    const auto url = npm::parse_url(r.url);
    if (url && url->origin() == concern.url->origin()) return true;
  }
  const auto failed = npm::parse_url(facts.log->failed_url);
  return failed && failed->origin() == concern.url->origin();
}

}  // namespace

std::optional<std::string> refusal_to_send(const rules::Facts& facts, const rules::Concern& concern, const npm::Credential& credential) {
  if (facts.trusted) return std::nullopt;
  const bool strange_host = rules::named_by_project_only(facts, concern);
  if (!strange_host && !key_is_strangers(credential)) return std::nullopt;
  if (client_has_asked(facts, concern)) return std::nullopt;
  return strange_host ? "only this project's files name " + concern.host + ", so no credential is sent there to try it (--trust-project allows it)"
                      : "the credential for " + concern.host + " is named by a file of this project only (--trust-project allows to try it)";
}

}  // namespace e401::doctor
