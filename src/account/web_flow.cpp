// What a registry says here is believed only as far as it can do no harm: a page on a host that has nothing to do with
// the registry is shown and refused (who logs in there gives the session to somebody else), the address to poll is the
// registry's own (it may be sent a credential), neither gives up TLS, and the waiting has an end.
#include "account/web_flow.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

#include "account/killed_login.h"
#include "account/token_text.h"
#include "base/limits.h"
#include "base/text.h"
#include "providers/name_owner.h"

namespace e401::account {
namespace {

using base::fail;
using base::Result;

bool login_host_fits(const npm::Url& registry, const npm::Url& login, const WebPages& pages) {
  if (login.host == registry.host) return true;
  const auto named = [&](const std::string& h) {
    return base::ascii_iequals(h, login.host) || base::ascii_iequals(h, login.host_port());
  };
  if (std::any_of(pages.other_hosts.begin(), pages.other_hosts.end(), named)) return true;
  if (providers::is_public_registry(registry) && login.host == "www.npmjs.com") return true;  // the vendor's pair
  const std::string own = providers::owner_domain(registry.host);
  return own.find('.') != std::string::npos && !providers::is_address(registry.host) &&
         own == providers::owner_domain(login.host);
}

// a mirror passes on the public registry's own address; the session is behind the registry that was asked.
npm::Url done_at_registry(npm::Url done, const npm::Url& registry) {
  if (done.host != npm::public_registry_host() || registry.host == done.host) return done;
  done.scheme = registry.scheme;
  done.host = registry.host;
  done.port = registry.port;
  std::string prefix = registry.path;
  while (prefix.ends_with('/')) prefix.pop_back();
  if (!prefix.empty() && done.path != prefix && !done.path.starts_with(prefix + "/")) done.path = prefix + done.path;
  return done;
}

// Seconds or a date.
std::int64_t wait_of(const world::HttpAnswer& answer, std::int64_t now_s) {
  const std::string* text = answer.header("retry-after");
  if (!text || text->empty() || text->size() > 64) return limits::login_poll_min_ms;
  std::int64_t seconds = 0;
  if (text->find_first_not_of("0123456789") == std::string::npos)
    seconds = text->size() > 9 ? limits::login_poll_max_ms / 1000 : std::strtol(text->c_str(), nullptr, 10);
  else if (const auto at_s = seconds_of_date(*text))
    seconds = *at_s - now_s;
  return std::clamp<std::int64_t>(seconds * 1000, limits::login_poll_min_ms, limits::login_poll_max_ms);
}

void show_page(const Session& session, const npm::Url& page, const WebPages& pages) {
  session.say("Log in at:\n  " + page.href());
  if (!pages.open_browser || !session.world().terminal.can_ask()) return;
  if (session.world().programs.open_browser(page.href())) session.say("It was opened in your browser.");
}

bool wants_otp(const world::HttpAnswer& answer) {
  if (answer.status != 401) return false;
  const std::string* challenge = answer.header("www-authenticate");
  if (challenge)
    for (const std::string_view item : base::split(*challenge, ','))
      if (base::ascii_iequals(base::trim(item), "otp")) return true;
  return base::ascii_lower(answer.body).find("one-time pass") != std::string::npos;
}

Result<base::Secret> new_otp(const Session& session, const npm::Url& registry, const world::HttpAnswer& answer,
                             const base::Secret& authorization, const WebPages& pages) {
  if (const auto json = object_of(answer)) {
    const std::string* auth = json->find_string({"authUrl"});
    const std::string* done = json->find_string({"doneUrl"});
    if (auth && done) {
      TRY_AS(const PagePair pair, page_pair(registry, *auth, *done, pages));
      return wait_for_token(session, pair, authorization, pages, nullptr);
    }
  }
  auto typed = session.world().terminal.can_ask()
                   ? session.world().terminal.ask_secret("One-time password of your authenticator: ")
                   : std::nullopt;
  if (!typed || typed->empty())
    return fail(registry.host_port() + " wants a one-time password (EOTP): --otp CODE, or run this in a terminal", "",
                0, "EOTP");
  return *typed;
}

}  // namespace

Result<PagePair> page_pair(const npm::Url& registry, const std::string& login_url, const std::string& done_url,
                           const WebPages& pages) {
  const auto refuse = [&](const std::string& why, const std::string& url) {
    return fail(fmt::format("{} wants {}: {}. Nothing was opened or sent there", registry.host_port(), why,
                            base::printable(npm::shown_url(url.substr(0, limits::login_url_max_bytes)))),
                "", 0, "elsewhere");
  };
  const auto login = npm::parse_url(login_url);
  auto done = npm::parse_url(done_url);
  for (const auto& [url, text] :
       {std::pair{&login, &login_url}, std::pair{static_cast<const std::optional<npm::Url>*>(&done), &done_url}}) {
    if (!*url || !(*url)->is_http() || (*url)->host.empty() || text->size() > limits::login_url_max_bytes)
      return refuse("you to log in at what is no web address", *text);
    if (!(*url)->username.empty() || !(*url)->password.empty())
      return refuse("you to log in at an address with a password in it", *text);
    if (registry.scheme == "https" && (*url)->scheme != "https") return refuse("you to log in without TLS", *text);
  }
  *done = done_at_registry(*done, registry);
  if (done->origin() != registry.origin()) return refuse("to be asked for the token on another host", done_url);
  if (!login_host_fits(registry, *login, pages))
    return refuse(
        fmt::format("you to log in on a host that is not its own (if you know that it is right: --login-host {})",
                    base::printable(login->host_port())),
        login_url);
  return PagePair{*login, *done};
}

Result<base::Secret> wait_for_token(const Session& session, const PagePair& pair, const base::Secret& authorization,
                                    const WebPages& pages, TokenOnItsWay* note) {
  show_page(session, pair.login, pages);
  world::Clock& clock = session.world().clock;
  const std::int64_t end_ms = clock.monotonic_ms() + pages.wait_ms;
  int failed_in_a_row = 0;  // a person needs minutes: one dropped connection must not end that
  for (int poll = 0; poll < limits::login_polls_max; ++poll) {
    world::HttpRequest request;
    request.url = pair.done.href();
    request.authorization = authorization;
    if (note) note->may_come();
    const world::HttpAnswer answer = session.ask(std::move(request));
    if (note && answer.status != 200) note->none_came();
    const bool may_pass = answer.trouble == world::Trouble::reset || answer.trouble == world::Trouble::timed_out ||
                          answer.status == 429 || answer.status >= 500;
    const bool goes_on = answer.trouble == world::Trouble::none && (answer.status == 200 || answer.status == 202);
    failed_in_a_row = goes_on ? 0 : failed_in_a_row + 1;
    if (!goes_on && (!may_pass || failed_in_a_row == limits::login_polls_failed_max))
      return fail("the login was not completed: " + words_for(pair.done, answer));
    if (answer.status == 200) {
      const auto json = object_of(answer);
      const std::string* token = json ? json->find_string({"token"}) : nullptr;
      if (!token)
        return fail(words_for_useless(pair.done, answer, "a token") + ": this is not how a registry ends a login");
      base::Secret secret(*token);
      if (const auto why = why_no_token(secret))
        return fail(
            fmt::format("{} sent something that is not a token: {}; it was not stored", pair.done.host_port(), *why));
      return secret;
    }
    const std::int64_t left_ms = end_ms - clock.monotonic_ms();
    if (left_ms <= 0) break;
    session.world().terminal.progress("waiting until you have logged in there");
    clock.wait_ms(std::min(left_ms, wait_of(answer, clock.now_s())));
  }
  return fail(fmt::format("nobody has logged in there within {} seconds: given up (--timeout SECONDS waits longer)",
                          pages.wait_ms / 1000),
              "", 0, "timeout");
}

Result<world::HttpAnswer> ask_with_otp(const Session& session, const npm::Url& registry, world::HttpRequest request,
                                       OneTime& otp) {
  if (!otp.code.empty()) request.secret_headers.emplace_back("npm-otp", otp.code);
  world::HttpAnswer answer = session.ask(request);
  if (!wants_otp(answer)) return answer;
  if (!otp.code.empty())
    return fail(
        registry.host_port() + " did not accept the one-time password; they live half a minute, so try the next one",
        "", 0, "EOTP");
  if (!otp.may_ask) return fail(registry.host_port() + " wants a one-time password for that", "", 0, "EOTP");
  TRY_AS(otp.code, new_otp(session, registry, answer, request.authorization, otp.pages));
  session.hands().learn(otp.code);
  request.secret_headers.emplace_back("npm-otp", otp.code);
  answer = session.ask(request);
  if (wants_otp(answer)) return fail(registry.host_port() + " did not accept the one-time password", "", 0, "EOTP");
  return answer;
}

}  // namespace e401::account
