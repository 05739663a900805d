#include "doctor/ask.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace e401::doctor {
namespace {

constexpr std::string_view abbreviated = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*";

std::string first_text(const base::Json& json, std::initializer_list<std::string_view> names) {
  for (std::string_view name : names)
    if (const base::Json* v = json.find(name); v && v->is_string() && !v->text.empty()) return v->text;
  return {};
}

// The reason in a refusal's body, in the forms that registries use.
std::string message_of(const base::Json& json) {
  if (const base::Json* errors = json.find("errors"); errors && errors->is_array() && !errors->items.empty())
    if (std::string text = first_text(errors->items.front(), {"message", "detail"}); !text.empty()) return text;
  std::string text = first_text(json, {"error_description", "message", "reason", "detail", "error"});
  if (const std::string error = first_text(json, {"error"}); !error.empty() && error != text)
    text = error + (text.empty() ? "" : ": " + text);
  return text;
}

std::string html_title(const std::string& body) {
  const std::string lower = base::ascii_lower(body.substr(0, 16384));
  const std::size_t begin = lower.find("<title>");
  const std::size_t end = lower.find("</title>", begin);
  if (begin == std::string::npos || end == std::string::npos) return {};
  return std::string(base::trim(std::string_view(body).substr(begin + 7, end - begin - 7)));
}

constexpr std::size_t message_max_chars = 300;

// A packument of many versions becomes no tree: it would take ten times its bytes. One that was cut at our bound still
// is one.
void look_through(rules::Answer& a, bool truncated) {
  const auto whole =
      base::scan_json_strings(a.body, [&a](const std::vector<std::string_view>& path, std::string_view, base::Span) {
        a.is_packument = a.is_packument || (!path.empty() && path.front() == "versions");
        return true;
      });
  a.is_json = whole.has_value() || truncated;
  a.is_packument = a.is_packument && a.is_json;
}

void read_body(rules::Answer& a, bool truncated) {
  const std::string_view start = base::trim(std::string_view(a.body).substr(0, 256));
  const bool says_html = a.content_type.find("text/html") != std::string::npos;
  a.is_html = (says_html && !start.empty()) || base::ascii_lower(start.substr(0, 14)).starts_with("<!doctype html") ||
              base::ascii_lower(start.substr(0, 5)) == "<html";
  if (a.is_html) {
    a.message = html_title(a.body);
  } else if (!start.empty() && (start.front() == '{' || start.front() == '[')) {
    if (a.body.size() >= limits::error_body_max_bytes) return look_through(a, truncated);
    const auto json = base::parse_json(a.body);
    a.is_json = json.has_value();
    a.is_packument = json && json->find("versions");
    if (json) {
      if (a.status >= 400) a.message = message_of(*json);
      if (const std::string* name = json->find_string({"username"})) a.username = *name;
    }
  } else if (a.status >= 400 && a.content_type.find("text/plain") != std::string::npos) {
    a.message = std::string(start);
  }
  a.message = base::printable(base::beginning_of(a.message, message_max_chars));
}

struct Flight {
  std::size_t index = 0;  // of the ask
  world::HttpRequest request;
  std::vector<std::string> hops;
  bool dropped = false;
};

bool carries_basic(const world::HttpRequest& request) {
  return request.authorization.reveal().starts_with("Basic ");
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// The next request of a redirect, or nullopt where npm would stop (no Location, too many hops).
std::optional<Flight> next_hop(const Flight& flight, const world::HttpAnswer& answer,
                               const world::Transport& transport) {
  const std::string* location = answer.header("location");
  const auto from = npm::parse_url(flight.request.url);
  if (!location || !from) return std::nullopt;
  const auto to = npm::parse_url(*location, &*from);
  if (!to || !to->is_http()) return std::nullopt;
  Flight next = flight;
  next.request.url = to->href();
  if (to->host != from->host) {  // the host name decides, not the port or the scheme
    next.dropped = next.dropped || !next.request.authorization.empty();
    next.request.authorization = base::Secret();
  }
  next.hops.push_back(to->shown());
  transport.apply(next.request);
  return next;
}

// "/npm/@acme%2fwidgets/" -> "@acme%2fwidgets"
std::string last_segment(const npm::Url& url) {
  std::string path = base::ascii_lower(url.path);
  while (path.ends_with('/')) path.pop_back();
  return path.substr(path.rfind('/') + 1);
}

// Another spelling of the same address (a scheme, a port, a slash, a canonical folder), not a page to log in at.
bool is_same_thing(const npm::Url& from, const npm::Url& to) {
  return to.host == from.host && last_segment(to) == last_segment(from);
}

class Flights {
 public:
  Flights(const world::World& world, const world::Transport& transport, const std::vector<Ask>& asks, int deadline_ms)
      : world_(world), transport_(transport), end_ms_(world.clock.monotonic_ms() + deadline_ms), answers_(asks.size()) {
    for (std::size_t i = 0; i < asks.size(); ++i) flights_.push_back(flight_of(asks[i], i));
  }

  std::vector<rules::Answer> run() {
    std::vector<Flight> first, held;
    for (const Flight& f : flights_) (scout_of(f) ? held : first).push_back(f);
    fly(std::move(first));
    for (Flight& f : held) follow_scout(f, answers_[scout_of(f)->index].hops);
    fly(std::move(held));
    return std::move(answers_);
  }

 private:
  Flight flight_of(const Ask& ask, std::size_t index) const {
    Flight f;
    f.index = index;
    f.request.url = ask.url;
    f.request.headers = {{"accept", ask.full_metadata ? "application/json" : std::string(abbreviated)},
                         {"npm-command", "doctor"}};
    f.request.headers_only = ask.headers_only;
    f.request.body_max_bytes = ask.body_max_bytes ? ask.body_max_bytes : limits::error_body_max_bytes;
    if (ask.credential) {
      f.request.authorization = ask.credential->authorization;
      transport_.apply(f.request, ask.credential->certfile, ask.credential->keyfile);
    } else {
      transport_.apply(f.request);
    }
    return f;
  }

  // For a user name and password: the flight that asks for the same without any credential.
  const Flight* scout_of(const Flight& flight) const {
    if (!carries_basic(flight.request)) return nullptr;
    const auto found = std::find_if(flights_.begin(), flights_.end(), [&](const Flight& other) {
      return other.request.authorization.empty() && other.request.url == flight.request.url;
    });
    return found == flights_.end() ? nullptr : &*found;
  }

  void follow_scout(Flight& flight, const std::vector<std::string>& hops) const {
    const auto from = npm::parse_url(flight.request.url);
    for (const std::string& hop : hops) {
      const auto to = npm::parse_url(hop);
      if (!from || !to || !is_same_thing(*from, *to)) return;
      flight.request.url = to->href();
      flight.hops.push_back(hop);
      transport_.apply(flight.request);
    }
  }

  void fly(std::vector<Flight> flights) {
    for (int round = 0; round <= limits::redirects_max && !flights.empty(); ++round) {
      std::vector<world::HttpRequest> requests;
      for (const Flight& f : flights) requests.push_back(f.request);
      const int left_ms = static_cast<int>(std::max<std::int64_t>(0, end_ms_ - world_.clock.monotonic_ms()));
      std::vector<world::HttpAnswer> got = world_.http.ask(requests, left_ms);
      std::vector<Flight> following;
      for (std::size_t k = 0; k < flights.size(); ++k) {
        auto next = is_redirect(got[k].status) ? next_hop(flights[k], got[k], transport_) : std::nullopt;
        if (next && carries_basic(next->request)) {
          answers_[next->index].not_asked_why =
              "it redirects to " + next->hops.back() +
              ", and a user name and password are sent once only (directories lock accounts)";
        } else if (next && round < limits::redirects_max) {
          following.push_back(std::move(*next));
        } else {
          land(flights[k], std::move(got[k]), round == limits::redirects_max);
        }
      }
      flights = std::move(following);
    }
  }

  void land(const Flight& flight, world::HttpAnswer got, bool is_last_round) {
    rules::Answer a = to_answer(std::move(got));
    if (is_last_round && is_redirect(a.status)) a.trouble = "redirect-loop";
    a.hops = flight.hops;
    a.credential_dropped = flight.dropped;
    answers_[flight.index] = std::move(a);
  }

  const world::World& world_;
  const world::Transport& transport_;
  std::int64_t end_ms_;
  std::vector<Flight> flights_;  // one for each ask, as it starts
  std::vector<rules::Answer> answers_;
};

}  // namespace

rules::Answer to_answer(world::HttpAnswer answer) {
  rules::Answer a;
  a.asked = answer.trouble != world::Trouble::cancelled;
  a.status = answer.status;
  a.proxy_status = answer.proxy_status;
  a.elapsed_ms = answer.elapsed_ms;
  if (answer.trouble != world::Trouble::none) {
    a.trouble = world::name_of(answer.trouble);
    a.trouble_detail = answer.trouble_detail;
    a.node_code = answer.node_code;
    a.tls_issuer = answer.peer_issuer;
    a.trusted_by_system = answer.trusted_by_system;
    if (!a.asked) a.not_asked_why = "the time for all requests was over";
  }
  const auto header = [&](std::string_view name) {
    const std::string* v = answer.header(name);
    return v ? *v : std::string();
  };
  a.www_authenticate = header("www-authenticate");
  a.npm_notice = header("npm-notice");
  a.content_type = base::ascii_lower(header("content-type"));
  a.server = header("server");
  a.retry_after = header("retry-after");
  a.location = header("location");
  a.via = header("via");
  a.headers = std::move(answer.headers);
  a.body = std::move(answer.body);
  read_body(a, answer.truncated);
  return a;
}

std::vector<rules::Answer> ask_all(const world::World& world, const world::Transport& transport,
                                   const std::vector<Ask>& asks, int deadline_ms) {
  return Flights(world, transport, asks, deadline_ms).run();
}

}  // namespace e401::doctor
