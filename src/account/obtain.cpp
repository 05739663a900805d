#include "account/obtain.h"

#include <fmt/core.h>

#include <ctime>

#include "account/token_text.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/text.h"
#include "npm/credentials.h"
#include "npm/strangers.h"
#include "providers/token_shapes.h"

namespace e401::account {
namespace {

using base::fail;
using base::Result;
using Maybe = std::optional<Obtained>;

bool has_no_such_flow(const world::HttpAnswer& answer) {
  return answer.status == 404 || answer.status == 405 || answer.status == 501 || answer.status == 500 ||
         answer.status == 400 || answer.status == 403 || answer.status == 401;
}

// npm sends along what it has; a project's stranger gets nothing (TRUST 1).
base::Secret existing_credential(const Session& session, const npm::Url& url, const LoginRequest& request) {
  if (!request.trust_project && !named_by_person(session, url)) return {};
  const npm::Decision d = npm::credential_for_request(session.config(), url);
  if (!d.sent || (npm::stranger_in_credential(session.config(), *d.sent) && !request.trust_project)) return {};
  return d.sent->authorization;
}

std::string iso_date(std::int64_t now_s) {
  const std::time_t t = now_s;
  std::tm tm{};
  gmtime_r(&t, &tm);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.000Z", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                     tm.tm_hour, tm.tm_min, tm.tm_sec);
}

base::Json user_document(const std::string& name, const base::Secret& password, std::int64_t now_s) {
  base::Json doc = base::Json::object();
  doc.members = {{"_id", base::Json::string("org.couchdb.user:" + name)},
                 {"name", base::Json::string(name)},
                 {"password", base::Json::string(password.reveal())},
                 {"type", base::Json::string("user")},
                 {"roles", base::Json::array()},
                 {"date", base::Json::string(iso_date(now_s))}};
  return doc;
}

base::Secret text_of(const base::Json& doc) {
  base::JsonWriter w;
  w.value(doc);
  return base::Secret(w.take());
}

world::HttpRequest put(const npm::Url& url, const base::Json& doc) {
  world::HttpRequest r;
  r.method = "PUT";
  r.url = url.href();
  r.headers = {{"npm-auth-type", "legacy"}, {"npm-command", "login"}};
  r.secret_body = text_of(doc);
  return r;
}

// the user is there already: its document is read, filled up and written again, with the name and password as
// proof.
Result<world::HttpAnswer> put_again(const Session& session, const npm::Url& registry, const std::string& path,
                                    const std::string& name, const base::Secret& password, base::Json doc,
                                    OneTime& otp) {
  const base::Secret basic("Basic " + base::base64_encode(name + ":" + password.reveal()));
  world::HttpRequest read;
  read.url = api_url(registry.href(), path)->href() + "?write=true";
  read.authorization = basic;
  const world::HttpAnswer got = session.ask(read);
  std::string revision = "undefined";  // as npm writes it where the registry keeps none
  if (const auto old = is_good(got) ? object_of(got) : std::nullopt)
    for (const auto& [key, value] : old->members) {
      if (key == "_rev" && value.is_string()) revision = value.text;
      if (!doc.find(key)) doc.members.emplace_back(key, value);
    }
  world::HttpRequest again = put(*api_url(registry.href(), path + "/-rev/" + percent_encode(revision)), doc);
  again.authorization = basic;
  return ask_with_otp(session, registry, std::move(again), otp);
}

// Nexus has one token for each user: another machine's login has the same.
bool is_the_only_one(const npm::Url& registry, const world::HttpAnswer& answer, const base::Secret& token) {
  const auto shape = providers::shape_of(token);
  return providers::family_of(registry, answer_words("PUT", answer)).id == "nexus" ||
         (shape && shape->family == "nexus");
}

struct NameAndPassword {
  std::string name;
  base::Secret password;
};

Result<NameAndPassword> ask_for_both(const Session& session, const npm::Url& registry) {
  world::Terminal& terminal = session.world().terminal;
  if (const providers::HostFamily& family = providers::family_of(registry); family.id == "github")
    session.say("The password that is asked for here is a classic personal access token (" +
                std::string(family.read_right) + ").");
  const auto name = terminal.ask(terminal.can_ask() ? "User name at " + registry.host_port() + ": " : "");
  if (!name || base::trim(*name).empty()) return fail("no user name was given");
  if (name->size() > limits::user_name_max_bytes) return fail("this user name is too long");
  auto password = secret_from_person(session.world(), "Password: ");
  if (!password || password->empty()) return fail("no password was given");
  session.hands().learn(*password);
  return NameAndPassword{std::string(base::trim(*name)), std::move(*password)};
}

}  // namespace

Result<Maybe> token_by_web(const Session& session, const npm::Url& registry, const LoginRequest& request,
                           TokenOnItsWay& note) {
  const auto url = api_url(registry.href(), "/-/v1/login");
  if (!url) return fail("not an http(s) address: " + registry.shown());
  world::HttpRequest post;
  post.method = "POST";
  post.url = url->href();
  post.body = "{}";
  post.headers = {{"npm-auth-type", "web"}, {"npm-command", "login"}};
  post.authorization = existing_credential(session, *url, request);
  const world::HttpAnswer answer = session.ask(std::move(post));
  if (answer.trouble == world::Trouble::none && has_no_such_flow(answer)) return Maybe();
  if (!is_good(answer)) return fail("web login failed: " + words_for(*url, answer));
  const auto json = object_of(answer);
  const std::string* login_url = json ? json->find_string({"loginUrl"}) : nullptr;
  const std::string* done_url = json ? json->find_string({"doneUrl"}) : nullptr;
  if (!login_url || !done_url)
    return fail(words_for_useless(*url, answer, "loginUrl and doneUrl") +
                " to the web login: this is not how a registry answers there");
  TRY_AS(const PagePair pair, page_pair(registry, *login_url, *done_url, request.otp.pages));
  if (!session.world().terminal.can_ask())
    session.say(
        fmt::format("Nobody can be asked here, so this waits {} seconds for somebody who opens the page below "
                    "(in CI: --auth-type=token reads a token from standard input)",
                    request.otp.pages.wait_ms / 1000));
  TRY_AS(base::Secret token,
         wait_for_token(session, pair, existing_credential(session, pair.done, request), request.otp.pages, &note));
  return Maybe(Obtained{std::move(token), AuthType::web, {}, /*is_new=*/true});
}

Result<Maybe> token_by_password(const Session& session, const npm::Url& registry, LoginRequest& request,
                                TokenOnItsWay& note) {
  TRY_AS(const NameAndPassword both, ask_for_both(session, registry));
  const std::string path = "/-/user/org.couchdb.user:" + percent_encode(both.name);
  const auto url = api_url(registry.href(), path);
  if (!url) return fail("not an http(s) address: " + registry.shown());
  note.may_come();
  const base::Json doc = user_document(both.name, both.password, session.world().clock.now_s());
  TRY_AS(world::HttpAnswer answer, ask_with_otp(session, registry, put(*url, doc), request.otp));
  if (answer.status == 409) {
    TRY_AS(answer, put_again(session, registry, path, both.name, both.password, doc, request.otp));
  }
  if (answer.trouble == world::Trouble::none && (answer.status == 404 || answer.status == 405 || answer.status == 501))
    return Maybe();
  if (answer.status == 401 || answer.status == 400)
    return fail(
        fmt::format("{} does not take this user name and password: {}", registry.host_port(), words_for(*url, answer)),
        "", 0, "refused");
  if (!is_good(answer)) return fail("login failed: " + words_for(*url, answer));
  const auto json = object_of(answer);
  // Verdaccio: a mistyped name is a new account.
  if (const std::string* ok = json ? json->find_string({"ok"}) : nullptr; ok && ok->ends_with(" created"))
    session.say(fmt::format("{} had no user {}: it has made this account now", registry.host_port(),
                            base::printable(both.name)));
  const std::string* token = json ? json->find_string({"token"}) : nullptr;
  if (!token)
    return fail(words_for_useless(*url, answer, "a token") + " to the login: this is not how a registry answers there");
  base::Secret secret(*token);
  if (const auto why = why_no_token(secret))
    return fail(
        fmt::format("{} sent something that is not a token: {}; it was not stored", registry.host_port(), *why));
  const bool is_new = !(secret == both.password) && !is_the_only_one(registry, answer, secret);
  return Maybe(Obtained{std::move(secret), AuthType::legacy, {}, is_new});
}

base::Secret Obtained::value() const {
  return user_name.empty() ? token : base::Secret(base::base64_encode(user_name + ":" + token.reveal()));
}

base::Secret Obtained::authorization() const {
  return base::Secret((user_name.empty() ? "Bearer " : "Basic ") + value().reveal());
}

Result<Obtained> token_by_hand(const Session& session, const npm::Url& registry) {
  world::Terminal& terminal = session.world().terminal;
  base::Secret text;
  if (terminal.can_ask()) {
    auto typed = terminal.ask_secret("Token for " + registry.host_port() + ": ");
    if (!typed) return fail("no token was given");
    text = base::Secret(std::string(base::trim(typed->reveal())));
  } else if (session.world().environment.stdin_is_terminal) {
    return fail("standard error is no terminal, so nobody can be asked, and what is typed would be seen");
  } else {
    TRY_AS(const std::string all, terminal.read_stdin(limits::token_max_bytes * 2));
    text = base::Secret(std::string(base::trim(all)));
  }
  if (text.empty()) return fail("no token was given: type it at the prompt, or give it on standard input");
  session.hands().learn(text);
  if (const auto why = why_no_token(text)) return fail("this is no token: " + *why + "; nothing was sent or stored");
  Obtained out{std::move(text), AuthType::token};
  const providers::TokenForm form = providers::form_of_token(providers::family_of(registry), out.token);
  if (!form.is_password) return out;
  out.user_name = form.user_name;
  if (out.user_name.empty() && terminal.can_ask())
    if (const auto name = terminal.ask("User name at " + registry.host_port() + ": "))
      out.user_name = base::trim(*name);
  if (out.user_name.empty())
    return fail(registry.host_port() +
                " takes a token only together with your user name: run this in a terminal, which asks for it; nothing "
                "was sent or stored");
  session.hands().learn(out.value());
  return out;
}

}  // namespace e401::account
