#include "doctor/tarball.h"

#include <fmt/core.h>

#include "base/limits.h"
#include "doctor/ask.h"
#include "doctor/trust.h"

namespace e401::doctor {

base::Result<std::string> fetch_tarball(const world::World& world, const rules::Facts& facts,
                                        const std::string& address) {
  const auto url = npm::parse_url(address);
  if (!url || !url->is_http()) return base::fail("not an address that can be fetched", npm::shown_url(address));
  if (facts.offline) return base::fail("not fetched: --offline", npm::shown_url(address), 0, "offline");
  rules::Concern concern;
  concern.purpose = rules::Purpose::tarball;
  concern.from_lockfile = true;
  concern.url = *url;
  concern.host = url->host_port();
  const npm::Decision decision = npm::credential_for_request(facts.config, *url);
  if (const auto why = refusal_to_ask(facts, concern))
    return base::fail("not fetched: " + *why, npm::shown_url(address));
  // The diagnosis has tried a user name and password once, and once is all (TRUST 3).
  const bool is_spent = decision.sent && decision.sent->kind == npm::CredentialKind::basic;
  const bool may_send = decision.sent && !is_spent && !refusal_to_send(facts, concern, *decision.sent);
  Ask ask;
  ask.url = url->href();
  ask.credential = may_send ? &*decision.sent : nullptr;
  ask.full_metadata = true;
  ask.body_max_bytes = limits::tarball_max_bytes;
  const world::Transport transport(facts.config, world.files);
  const rules::Answer answer = ask_all(world, transport, {ask}, limits::tarball_deadline_ms).front();
  if (!answer.trouble.empty())
    return base::fail("no answer: " + (answer.trouble_detail.empty() ? answer.trouble : answer.trouble_detail),
                      npm::shown_url(address));
  if (!answer.ok())
    return base::fail(fmt::format("it answered {}{}", answer.status,
                                  is_spent ? " without the user name and password, which are tried once a run" : ""),
                      npm::shown_url(address));
  if (answer.body.size() >= limits::tarball_max_bytes)
    return base::fail("it is too large to be checked", npm::shown_url(address), 0, "too-large");
  return answer.body;
}

}  // namespace e401::doctor
