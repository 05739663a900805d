// whoami where a host has it. Where it has none, a package that does not exist is asked for twice, with the credential
// and without: a host that refuses nobody there (401, 403) and not the credential has accepted it; so has one of which
// it is known that it refuses a wrong credential even for what is public. Everything else is no proof, and is not
// called one.
#include "account/prove.h"

#include <fmt/core.h>

#include "base/text.h"

namespace e401::account {
namespace {

using Kind = Proof::Kind;
using providers::Has;

// Nobody's package: the name is too odd to be taken.
constexpr std::string_view absent_package = "e401-asks-whether-a-credential-is-accepted";

world::HttpRequest get(const npm::Url& url, const base::Secret& authorization) {
  world::HttpRequest r;
  r.url = url.href();
  r.authorization = authorization;
  return r;
}

std::optional<std::int64_t> end_in(const world::HttpAnswer& answer, const base::Json& whoami) {
  if (const std::string* date = answer.header("github-authentication-token-expiration")) return seconds_of_date(*date);
  const std::string* date = whoami.find_string({"expiredAt"});
  return date ? seconds_of_date(*date) : std::nullopt;
}

Proof by_absent_package(const Session& session, const std::string& registry, const providers::HostFamily& family,
                        const base::Secret& authorization) {
  const auto url = api_url(registry, absent_package);
  if (!url) return {};
  const auto answers = session.ask_all({get(*url, authorization), get(*url, base::Secret())});
  const world::HttpAnswer& mine = answers[0];
  const world::HttpAnswer& nobodys = answers[1];
  Proof p;
  p.words = words_for(*url, mine);
  p.host_is_silent = mine.trouble != world::Trouble::none;
  if (mine.trouble != world::Trouble::none || mine.status >= 500 || mine.status == 429) return p;
  if (mine.status == 401) {
    p.kind = Kind::refused;
    return p;
  }
  const bool nobody_is_refused = nobodys.trouble == world::Trouble::none &&
                                 (nobodys.status == 401 || nobodys.status == 403) && mine.status != nobodys.status;
  const bool wrong_is_refused =
      family.ignores_bad_when_public.sure() && !family.ignores_bad_when_public.value && mine.status != 403;
  // GitLab answers an unknown job token as it answers nobody.
  const bool is_job_token = authorization.reveal().starts_with("Bearer glcbt-");
  if (nobody_is_refused || (wrong_is_refused && !is_job_token)) {
    p.kind = Kind::accepted;
    p.words = fmt::format("{} to a package that does not exist; a wrong credential is refused there with 401", p.words);
  } else {
    p.words = fmt::format("{}, as it answers nobody: that proves nothing", p.words);
  }
  return p;
}

Proof by_whoami(const npm::Url& url, const world::HttpAnswer& answer) {
  Proof p;
  p.words = words_for(url, answer) + " to whoami";
  p.host_is_silent = answer.trouble != world::Trouble::none;
  if (answer.status == 401 || answer.status == 403) p.kind = Kind::refused;
  const auto json = is_good(answer) ? object_of(answer) : std::nullopt;
  if (!json) return p;
  const std::string* name = json->find_string({"username"});
  if (name && !name->empty() && *name != "anonymous") {
    p.kind = Kind::accepted;
    p.name = *name;
    p.expires_s = end_in(answer, *json);
    p.words = fmt::format("{} says it is {}", url.host_port(), base::printable(*name));
  } else {
    p.kind = Kind::refused;
    p.words = fmt::format("{} answered whoami without a user name: it does not know this credential", url.host_port());
  }
  return p;
}

}  // namespace

Proof prove(const Session& session, const std::string& registry, const base::Secret& authorization) {
  const auto url = api_url(registry, "/-/whoami");
  if (!url) return {.words = "not an http(s) address: " + npm::shown_url(registry)};
  const auto base = npm::parse_url(registry);
  const providers::HostFamily* family = base ? &providers::family_of(*base) : providers::family_named("generic");
  if (family->whoami.value == Has::no) return by_absent_package(session, registry, *family, authorization);
  const world::HttpAnswer answer = session.ask(get(*url, authorization));
  if (base) family = &providers::family_of(*base, answer_words("GET", answer));
  const bool is_refused = answer.status == 401 || answer.status == 403;
  const bool has_none = answer.status == 404 || answer.status == 405 || answer.status == 501;
  // A family that was only told by this answer, and has no whoami: its refusal is about the address.
  if (has_none || (is_refused && family->whoami.value == Has::no)) {
    if (!authorization.reveal().starts_with("Basic "))
      return by_absent_package(session, registry, *family, authorization);
    return {.words = words_for(*url, answer) + " to whoami, and a password is tried once only"};
  }
  return by_whoami(*url, answer);
}

Proof prove_token(const Session& session, const std::string& registry, const base::Secret& token) {
  return prove(session, registry, base::Secret("Bearer " + token.reveal()));
}

}  // namespace e401::account
