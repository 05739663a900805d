// Two rounds, each one batch in parallel: the requests themselves with and without their credential; then what tells
// causes of a refusal apart (whoami, the credentials that lost, the public registry), and the tarballs that answering
// packuments name.
#include <algorithm>
#include <deque>
#include <functional>
#include <set>

#include "base/digest.h"
#include "base/limits.h"
#include "base/text.h"
#include "doctor/ask.h"
#include "doctor/concerns.h"
#include "doctor/doctor.h"
#include "doctor/trust.h"
#include "npm/userinfo.h"
#include "providers/hosts.h"
#include "rules/lens.h"

namespace e401::doctor {
namespace {

using findings::Skipped;
using rules::Answer;
using rules::Concern;
using rules::Facts;
using rules::Purpose;

class Prober {
 public:
  Prober(const world::World& world, bool spare_basic, Facts& facts, std::vector<Skipped>& skipped)
      : world_(world),
        spare_basic_(spare_basic),
        facts_(facts),
        skipped_(skipped),
        transport_(facts.config, world.files),
        end_ms_(world.clock.monotonic_ms() + limits::doctor_deadline_ms) {}

  void run() {
    // Asks point at credentials of concerns: add_tarballs must not move them.
    facts_.concerns.reserve(facts_.concerns.size() * 2);
    for (std::size_t i = 0; i < facts_.concerns.size(); ++i) ask_concern(i);
    flush("asking");
    for (std::size_t i = 0; i < facts_.concerns.size(); ++i) look_closer(i);
    const std::size_t first_tarball = add_tarballs();
    flush("looking closer:");
    settle_tarballs(first_tarball);
    name_failing_request();
    for (Concern& c : facts_.concerns)
      if (c.at_registry.ok()) c.registry_tarball = c.at_registry.tarball;
  }

 private:
  // Resolved when the answer is there.
  using Target = std::function<Answer&()>;

  int left_ms() const { return static_cast<int>(std::max<std::int64_t>(0, end_ms_ - world_.clock.monotonic_ms())); }

  bool queue(Ask ask, Target target, std::optional<std::string> tarball_of_version = std::nullopt) {
    if (const auto url = npm::parse_url(ask.url); url && !transport_.npm_stops_with(*url).empty()) {
      target().not_asked_why = "the proxy that is set for it has no usable address";
      return false;
    }
    if (asked_ >= limits::probes_max) {
      target().not_asked_why = "more than " + std::to_string(limits::probes_max) + " requests would be needed";
      return false;
    }
    ++asked_;
    asks_.push_back(std::move(ask));
    targets_.push_back(std::move(target));
    versions_.push_back(std::move(tarball_of_version));
    return true;
  }

  void flush(std::string_view doing) {
    if (asks_.empty()) return;
    world_.terminal.progress("e401: " + std::string(doing) + " " + base::counted(asks_.size(), "request") + " ...");
    facts_.requests_made += asks_.size();
    for (const Ask& ask : asks_)
      if (const auto url = npm::parse_url(ask.url)) hosts_.insert(url->host_port());
    facts_.hosts_asked = hosts_.size();
    const auto whole = static_cast<std::size_t>(
        std::count_if(versions_.begin(), versions_.end(), [](const auto& version) { return version.has_value(); }));
    for (std::size_t i = 0; i < asks_.size(); ++i)
      if (versions_[i]) asks_[i].body_max_bytes = limits::packument_bodies_max_bytes / whole;
    std::vector<Answer> answers = ask_all(world_, transport_, asks_, left_ms());
    for (std::size_t i = 0; i < answers.size(); ++i) {
      Answer& answer = answers[i];
      if (versions_[i] && answer.ok()) answer.tarball = tarball_of(answer, *versions_[i]);
      if (!answer.asked)  // the time was over, or a password would have gone out twice
        skip(answer, "asking " + npm::shown_url(asks_[i].url), std::string(answer.not_asked_why), true);
      if (answer.body.size() > limits::error_body_max_bytes) {  // it has done its work
        answer.body.resize(limits::error_body_max_bytes);
        answer.body.shrink_to_fit();
      }
      targets_[i]() = std::move(answer);
    }
    asks_.clear();
    targets_.clear();
    versions_.clear();
    world_.terminal.progress("");
  }

  // A Basic credential is tried once a run (directories lock accounts); a bearer token as often as needed within
  // probes_max.
  bool may_spend(const npm::Credential& credential) {
    if (credential.kind != npm::CredentialKind::basic) return true;
    if (spare_basic_) return false;
    return basic_spent_.insert(credential.authorization.reveal()).second;
  }

  std::optional<std::string> refusal(const Concern& c, const npm::Credential& credential) {
    if (auto why = refusal_to_send(facts_, c, credential)) return why;
    if (!may_spend(credential))
      return "the user name and password of " + credential.key() +
             (spare_basic_ ? " are left for npm to try after the change" : " are tried once a run") +
             " (directories lock accounts)";
    return std::nullopt;
  }

  void skip(Answer& answer, const std::string& what, const std::string& why, bool mattered) {
    answer.not_asked_why = why;
    if (std::none_of(skipped_.begin(), skipped_.end(),
                     [&](const Skipped& s) { return s.what == what && s.why == why; }))
      skipped_.push_back({what, why, mattered});
  }

  Ask ask_for(const Concern& c, const npm::Credential* credential) const {
    Ask ask;
    ask.url = npm::without_userinfo(*c.url).href();
    ask.credential = credential;
    ask.headers_only = false;
    if (c.purpose == Purpose::tarball) ask.body_max_bytes = tarball_look_bytes;
    if (c.purpose == Purpose::packument || c.purpose == Purpose::publish)
      ask.body_max_bytes = limits::packument_look_max_bytes;
    return ask;
  }

  void ask_concern(std::size_t i) {
    Concern& c = facts_.concerns[i];
    if (!c.url || !c.url->is_http() || c.stopped_by == "ERR_INVALID_CHAR") return;
    if (const std::string code = transport_.npm_stops_with(*c.url); !code.empty() && c.stopped_by != "ENEEDAUTH")
      c.stopped_by = code;
    if (const auto why = refusal_to_ask(facts_, c)) {
      skip(c.anonymous, "asking the registry of " + c.registry.key, *why, true);
      return;
    }
    // ENEEDAUTH: npm does not ask, and the packument of a publish is no secret of the question either: ask it without a
    // credential.
    // What a POST is sent to is not asked by GET: whoami tells.
    const bool can_be_read = c.purpose != Purpose::endpoint || !c.writes();
    if (can_be_read)
      queue(
          ask_for(c, nullptr), [this, i]() -> Answer& { return facts_.concerns[i].anonymous; },
          sends_nothing(c) ? tarball_wanted(c) : std::nullopt);
    if (c.registry.parsed && pinged_.insert(c.registry.url).second)
      queue({npm::without_userinfo(npm::parse_url(npm::request_url(c.registry.url, "/-/ping")).value_or(*c.url)).href(),
             nullptr, false, true, 0},
            [this, i]() -> Answer& { return facts_.concerns[i].ping; });
    if (c.decision.by_url_userinfo && c.stopped_by.empty()) {
      const npm::Credential& credential = userinfo_.emplace_back(npm::credential_of_userinfo(*c.url));
      if (const auto why = refusal(c, credential))
        skip(c.as_sent, "asking " + c.host + " with the password of its address", *why, true);
      else
        queue(
            ask_for(c, &credential), [this, i]() -> Answer& { return facts_.concerns[i].as_sent; }, tarball_wanted(c));
      return;
    }
    if (!can_be_read || !c.sent() || c.stopped_by == "ENEEDAUTH" || c.stopped_by == "EALLOWREMOTE") return;
    if (const auto why = refusal(c, *c.decision.sent)) {
      skip(c.as_sent, "asking " + c.host + " with the credential of " + c.decision.sent->key(), *why, true);
      return;
    }
    if (!queue(
            ask_for(c, &*c.decision.sent), [this, i]() -> Answer& { return facts_.concerns[i].as_sent; },
            tarball_wanted(c)))
      skip(c.as_sent, "asking " + c.host + " with the credential of " + c.decision.sent->key(),
           std::string(c.as_sent.not_asked_why), c.parent < 0);
  }

  // What anybody sees is what the client sees.
  static bool sends_nothing(const Concern& c) {
    return !c.sent() && !c.decision.by_url_userinfo && c.stopped_by != "EALLOWREMOTE" && c.stopped_by != "ENEEDAUTH";
  }

  static std::optional<std::string> tarball_wanted(const Concern& c) {
    return c.purpose == Purpose::packument ? std::optional(c.spec.wanted) : std::nullopt;
  }

  void look_closer(std::size_t i) {
    Concern& c = facts_.concerns[i];
    if (sends_nothing(c) && c.anonymous.asked) c.as_sent = c.anonymous;
    for (Concern& other : facts_.concerns)  // one ping a registry serves all of its concerns
      if (!c.ping.asked && other.ping.asked && other.registry.url == c.registry.url) c.ping = other.ping;
    if (!c.fails() || !c.url) return;
    if (c.sent() && c.stopped_by.empty()) {
      ask_whoami(i);
      ask_alternatives(i);
    }
    const bool default_route = c.registry.via == "default registry" || c.from_lockfile;
    if (!is_public_registry(c) && default_route && !c.spec.empty() && c.purpose != Purpose::publish && !c.is_direct())
      queue({npm::request_url(npm::public_registry_url(), c.spec.escaped_name()), nullptr, false, false,
             limits::packument_look_max_bytes},
            [this, i]() -> Answer& { return facts_.concerns[i].at_public; });
    if (c.from_lockfile && !c.spec.empty() && c.registry.parsed) ask_registry(i);
  }

  // What the package's own registry says about a tarball that a lockfile pins elsewhere: whether it has the package,
  // and where it keeps the file.
  void ask_registry(std::size_t i) {
    registry_asks_.push_back(packument_concern(facts_, facts_.concerns[i].spec, facts_.concerns[i].operation, {}));
    const Concern& asked = registry_asks_.back();
    if (!asked.url || !asked.url->is_http() || refusal_to_ask(facts_, asked)) return;
    const bool send = asked.sent() && !refusal(asked, *asked.decision.sent);
    queue(
        ask_for(asked, send ? &*asked.decision.sent : nullptr),
        [this, i]() -> Answer& { return facts_.concerns[i].at_registry; }, facts_.concerns[i].spec.wanted);
  }

  void ask_whoami(std::size_t i) {
    Concern& c = facts_.concerns[i];
    const npm::Credential& credential = *c.decision.sent;
    if (c.purpose == Purpose::whoami || credential.kind != npm::CredentialKind::bearer || !c.registry.parsed) return;
    const auto url = npm::parse_url(npm::request_url(c.registry.url, "/-/whoami"));
    // The client itself sends this token there: same registry, and the key covers the address.
    if (!url || url->host_port() != c.url->host_port() || refusal_to_send(facts_, c, credential)) return;
    queue({url->href(), &credential, false, true, 0}, [this, i]() -> Answer& { return facts_.concerns[i].whoami; });
  }

  void ask_alternatives(std::size_t i) {
    Concern& c = facts_.concerns[i];
    if (c.status() < 400 && c.purpose != Purpose::whoami) return;
    for (const npm::Considered& lost : c.decision.considered) {
      if (c.alternatives.size() >= alternatives_max) break;
      const bool would_count = lost.reason == npm::Lost::hidden_by_layer || lost.reason == npm::Lost::superseded_line ||
                               lost.reason == npm::Lost::shorter_key || lost.reason == npm::Lost::weaker_field;
      if (!would_count) continue;
      auto credential = npm::credential_of(facts_.config, *lost.entry);
      if (!credential || credential->authorization == c.decision.sent->authorization) continue;
      c.alternatives.push_back({lost, std::move(*credential), {}});
    }
    for (std::size_t k = 0; k < c.alternatives.size(); ++k) {
      rules::Alternative& a = c.alternatives[k];
      if (a.credential.kind == npm::CredentialKind::basic) {
        a.answer.not_asked_why = "npm does not send this user name and password, and directories lock accounts";
        continue;
      }
      if (const auto why = refusal(c, a.credential)) {
        a.answer.not_asked_why = *why;
        continue;
      }
      queue(ask_alternative(c, a.credential),
            [this, i, k]() -> Answer& { return facts_.concerns[i].alternatives[k].answer; });
    }
  }

  // What is to be published, anybody may read: there whoami tells whether a credential is good, where the host has it.
  Ask ask_alternative(const Concern& c, const npm::Credential& credential) const {
    Ask ask = ask_for(c, &credential);
    if (!c.writes() || !c.registry.parsed ||
        providers::family_of(*c.registry.parsed).whoami.value == providers::Has::no)
      return ask;
    const auto url = npm::parse_url(npm::request_url(c.registry.url, "/-/whoami"));
    if (url && rules::covers(credential.prefix, *url)) {
      ask.url = url->href();
      ask.full_metadata = true;
    }
    return ask;
  }

  // dist.tarball of the packuments that answered: one for each origin and folder. Gives the index of the first.
  std::size_t add_tarballs() {
    std::set<std::string> roots;
    const std::size_t count = facts_.concerns.size();
    for (std::size_t i = 0; i < count; ++i) {
      const Concern& c = facts_.concerns[i];
      const bool fetches = c.operation == rules::Operation::install || c.operation == rules::Operation::ci;
      if (c.purpose != Purpose::packument || !c.as_sent.ok() || !fetches) continue;
      const std::string address = c.as_sent.tarball;
      const auto url = npm::parse_url(address);
      if (!url) continue;
      const std::size_t name_at = url->path.find(c.spec.name.substr(c.spec.name.find('/') + 1));
      const std::string root =
          url->origin() + url->path.substr(0, name_at) + c.registry.url + (c.sent() ? c.decision.sent->key() : "");
      if (!roots.insert(root).second && !c.leads_to_failing) continue;
      facts_.concerns.push_back(tarball_concern(facts_, i, address));
    }
    for (std::size_t i = count; i < facts_.concerns.size(); ++i) ask_concern(i);
    return count;
  }

  void settle_tarballs(std::size_t first) {
    for (std::size_t i = first; i < facts_.concerns.size(); ++i) {
      Concern& c = facts_.concerns[i];
      if (!c.sent() && c.anonymous.asked && c.stopped_by.empty()) c.as_sent = c.anonymous;
      if (facts_.log && facts_.log->failed_url == c.url_text) c.is_failing_request = true;
    }
  }

  // Where the log named no request that is still made, the first that fails now is the one.
  void name_failing_request() {
    if (!facts_.log || std::any_of(facts_.concerns.begin(), facts_.concerns.end(),
                                   [](const Concern& c) { return c.is_failing_request && c.fails(); }))
      return;
    const auto first =
        std::find_if(facts_.concerns.begin(), facts_.concerns.end(), [](const Concern& c) { return c.fails(); });
    if (first != facts_.concerns.end()) first->is_failing_request = true;
  }

  static std::string tarball_of(const Answer& packument, const std::string& wanted) {
    std::string latest, of_latest, of_wanted, last;
    const auto each = [&](const std::vector<std::string_view>& path, std::string_view value, base::Span) {
      if (path.size() == 2 && path[0] == "dist-tags" && path[1] == "latest") latest = value;
      if (path.size() != 4 || path[0] != "versions" || path[2] != "dist" || path[3] != "tarball") return true;
      last = value;
      if (path[1] == wanted) of_wanted = value;
      if (path[1] == latest) of_latest = value;  // dist-tags stand before the versions
      return true;
    };
    (void)base::scan_json_strings(packument.body, each);  // of one that was cut, what came before
    return !of_wanted.empty() ? of_wanted : !of_latest.empty() ? of_latest : last;
  }

  static constexpr std::size_t alternatives_max = 4;
  // The status tells; the beginning of a page tells a login page.
  static constexpr std::size_t tarball_look_bytes = 4096;

  const world::World& world_;
  bool spare_basic_;
  Facts& facts_;
  std::vector<Skipped>& skipped_;
  world::Transport transport_;
  std::int64_t end_ms_;
  int asked_ = 0;
  std::vector<Ask> asks_;
  std::vector<Target> targets_;
  std::vector<std::optional<std::string>> versions_;  // of packuments whose tarball is looked for; the rest only look
  std::set<std::string> basic_spent_, pinged_, hosts_;
  std::deque<npm::Credential> userinfo_;  // asks point into it
  std::deque<Concern> registry_asks_;     // asks point at their credentials
};

}  // namespace

void probe(const world::World& world, const Question& question, Facts& facts, std::vector<Skipped>& skipped) {
  if (question.offline) {
    skipped.push_back({"asking the registries", "--offline", true});
    return;
  }
  Prober(world, question.log_is_past, facts, skipped).run();
}

}  // namespace e401::doctor
