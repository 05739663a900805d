#include "account/session.h"

#include <fmt/core.h>

#include "base/limits.h"
#include "base/text.h"
#include "npm/credentials.h"
#include "npm/js.h"
#include "npm/strangers.h"

namespace e401::account {
namespace {

constexpr std::size_t message_shown_max_chars = 200;

std::string message_in(const world::HttpAnswer& answer) {
  const auto json = object_of(answer);
  if (!json) return {};
  for (const std::string_view name : {"error_description", "message", "reason", "detail", "error"})
    if (const base::Json* v = json->find(name); v && v->is_string() && !v->text.empty())
      return base::beginning_of(v->text, message_shown_max_chars);
  if (const base::Json* errors = json->find("errors"); errors && errors->is_array() && !errors->items.empty())
    if (const std::string* text = errors->items.front().find_string({"message"}))
      return base::beginning_of(*text, message_shown_max_chars);
  return {};
}

}  // namespace

world::HttpAnswer Session::ask(world::HttpRequest request) const {
  return ask_all({std::move(request)}).front();
}

std::vector<world::HttpAnswer> Session::ask_all(std::vector<world::HttpRequest> requests) const {
  for (world::HttpRequest& r : requests) {
    r.headers.emplace_back("accept", "application/json");
    if (!r.body.empty() || !r.secret_body.empty()) r.headers.emplace_back("content-type", "application/json");
    transport_.apply(r);
  }
  return world_.http.ask(requests, limits::request_timeout_ms);
}

void Session::say(const std::string& line) const {
  world_.terminal.err(line + "\n");
}

std::optional<base::Secret> secret_from_person(const world::World& world, const std::string& question) {
  if (world.terminal.can_ask()) return world.terminal.ask_secret(question);
  if (world.environment.stdin_is_terminal) return std::nullopt;  // it would be echoed
  auto line = world.terminal.ask("");                            // nobody is there to read a question
  if (!line) return std::nullopt;
  return base::Secret(std::move(*line));
}

std::string words_for(const npm::Url& url, const world::HttpAnswer& answer) {
  if (answer.trouble != world::Trouble::none)
    return fmt::format("{} gave no answer: {}", url.host_port(),
                       base::printable(answer.trouble_detail.empty() ? std::string(world::name_of(answer.trouble))
                                                                     : answer.trouble_detail));
  std::string text = fmt::format("{} answered {}", url.host_port(), answer.status);
  if (const std::string message = message_in(answer); !message.empty())
    text += fmt::format(" (\"{}\")", base::printable(message));
  if (const std::string* to = answer.header("location"); to && answer.status >= 300 && answer.status < 400)
    text += fmt::format(" and leads to {}", base::printable(npm::shown_url(*to)));
  return text;
}

std::optional<base::Json> object_of(const world::HttpAnswer& answer) {
  if (answer.truncated) return std::nullopt;
  auto json = base::parse_json(answer.body);
  if (!json || !json->is_object()) return std::nullopt;
  return std::move(*json);
}

std::string words_for_useless(const npm::Url& url, const world::HttpAnswer& answer, std::string_view wanted) {
  std::string how = fmt::format("without {}", wanted);
  if (answer.truncated)
    how = fmt::format("with more than {} KB", answer.body.size() / 1024);
  else if (!object_of(answer))
    how = "with something that is no JSON object";
  return fmt::format("{} answered {} {}", url.host_port(), answer.status, how);
}

providers::AnswerWords answer_words(std::string_view method, const world::HttpAnswer& answer) {
  const std::string* challenge = answer.header("www-authenticate");
  const std::string* server = answer.header("server");
  return {.method = method,
          .status = answer.status,
          .challenge = challenge ? std::string_view(*challenge) : std::string_view(),
          .body = answer.body,
          .server = server ? std::string_view(*server) : std::string_view()};
}

bool is_good(const world::HttpAnswer& answer) {
  return answer.trouble == world::Trouble::none && answer.status >= 200 && answer.status < 300;
}

std::optional<npm::Url> api_url(std::string_view registry, std::string_view path) {
  auto url = npm::parse_url(npm::request_url(registry, path));
  if (!url || !url->is_http() || url->host.empty()) return std::nullopt;
  return without_user(std::move(*url));
}

npm::Url without_user(npm::Url url) {
  url.username.clear();
  url.password.clear();
  return url;
}

std::optional<std::int64_t> seconds_of_date(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const double ms = npm::js_date(text).ms;
  if (!(ms > 0)) return std::nullopt;
  return static_cast<std::int64_t>(ms / 1000);
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kept = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()";
  std::string out;
  for (const char c : text)
    if (kept.find(c) != std::string_view::npos)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  return out;
}

std::string words_for_place(const npm::Entry& entry) {
  if (entry.layer == npm::Layer::cli) return "the command line";
  std::string text = base::printable(entry.place.file);
  if (entry.place.line) text += ":" + std::to_string(entry.place.line);
  return text;
}

base::Result<void> must_travel_unheard(const npm::Config& config, const npm::Url& registry, Heard heard) {
  if (heard.is_trusted) return {};
  if (const npm::Entry* e = npm::stranger_on_the_way(config))
    return base::fail(fmt::format("this project's files set {} ({}), so others could hear what is sent to {} "
                                  "(--trust-project allows it)",
                                  base::printable(e->key), words_for_place(*e), registry.host_port()),
                      "", 0, "untrusted");
  if (npm::is_downgrade(config, registry, !heard.registry_is_given))
    return base::fail(fmt::format("this project's files name {} with http:// where you have https://, so others could "
                                  "hear what is sent there (--trust-project allows it)",
                                  registry.host_port()),
                      "", 0, "untrusted");
  return {};
}

base::Result<void> must_be_own_user_file(const npm::Config& config, bool is_trusted) {
  const npm::Entry* e = is_trusted ? nullptr : npm::stranger_naming_user_file(config);
  if (!e) return {};
  return base::fail(fmt::format("this project's files choose which file is your own npmrc (userconfig, {}): nothing is "
                                "sent, and nothing is written to it (--trust-project allows it)",
                                words_for_place(*e)),
                    "", 0, "untrusted");
}

bool named_by_person(const Session& session, const npm::Url& registry) {
  return session.own().trusted.covers(registry) || npm::named_by_person(session.config(), registry.host_port());
}

}  // namespace e401::account
