// The host itself is in trouble: 5xx whoever asks. A 5xx that only a credential provokes is a fault of the server in
// judging that credential, and is no outage; a host that does not answer at all is likely down, but a wrong port or a
// network looks the same.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool is_server_error(const Answer& a) {
  return a.asked && a.trouble.empty() && a.status >= 500 && a.status < 600 && !host_is_unknown(a);
}

// Somebody got a proper answer from this registry in the same minute: then the 5xx hangs on who asks, or on this one
// package.
bool others_are_served(const Concern& c) {
  return c.anonymous.asked && c.anonymous.status != 0 && c.anonymous.status < 500 && c.sent();
}

bool gives_no_answer(const Answer& a) {
  static constexpr std::array<std::string_view, 5> words{"refused", "reset", "timed-out", "proxy-failed", "bad-answer"};
  return a.asked && std::find(words.begin(), words.end(), a.trouble) != words.end() && !host_is_unknown(a);
}

bool is_loopback(const std::string& host) {
  return host.starts_with("localhost") || host.starts_with("127.") || host.starts_with("[::1]") ||
         host.starts_with("0.0.0.0");
}

// A registry on this very machine that is not running is a forgotten line of the person's own as often as an outage.
bool may_be_forgotten(const Concern& c) {
  const npm::Entry* entry = c.registry.entry;
  return is_loopback(c.host) && entry && entry->key == "registry" && c.at_public.ok() &&
         (entry->layer == npm::Layer::user || entry->layer == npm::Layer::global);
}

bool belongs_to_registry(const Concern& c) {
  return !c.registry.parsed || c.registry.parsed->host_port() == c.host;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!c.stopped_by.empty() || !belongs_to_registry(c)) continue;
    if (host_is_unknown(c.as_sent) || host_is_unknown(c.anonymous)) continue;  // a proxy's 502 in npm's log
    const Answer& a = c.verdict();
    const bool silent = gives_no_answer(a);
    if (!is_server_error(a) && !silent) continue;
    if (silent && may_be_forgotten(c)) continue;
    // Reading works and the write got a 5xx: read-only for maintenance, most likely; what is sent may be it, too.
    const bool only_writes = !silent && c.writes() && &a == &c.logged && c.as_sent.ok();
    if (!silent && !only_writes && others_are_served(c)) continue;
    const bool old = &a == &c.logged && c.purpose != Purpose::publish;
    findings::Finding f = about(facts, i, "registry-outage", !silent && !old && !only_writes);
    const bool not_running = is_loopback(c.host) && a.trouble == "refused";
    f.title = not_running   ? "nothing listens on " + c.host
              : silent      ? c.host + " does not answer"
              : only_writes ? c.host + " can be read, and fails on the write: " + std::to_string(a.status)
                            : c.host + " fails for everybody: " + std::to_string(a.status);
    f.why = silent ? "No answer came, so nothing is known about the credential."
                   : "The server answers with an error of its own whoever asks: no setting and no token of yours "
                     "changes that.";
    f.help = not_running ? "Start the registry, or name another one: inside of a container, localhost is the container."
                         : "Look at the registry's status page or ask those who run it, and try again later.";
    if (silent) f.would_prove = "the same silence from another network, or the word of those who run " + c.host;
    if (only_writes) f.would_prove = "the same write by somebody else, or the word of those who run " + c.host;
    if (not_running) f.would_prove = "whether a registry was ever meant to run here";
    if (old) f.would_prove = "asking again: npm's log is " + std::to_string(facts.log_age_s / 60) + " minutes old";
    add_route_line(c, f.evidence);
    f.fixes.push_back(
        not_running
            ? manual("start-registry", "start the registry on " + c.host + ", or correct the address")
            : ask_server_admin("wait-for-registry",
                               "wait until " + c.host + " answers again; tell those who run it if they do not know"));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_registry_outage;
const Rule rule_registry_outage{"registry-outage", check};

}  // namespace e401::rules
