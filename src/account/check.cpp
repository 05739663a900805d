// Every credential is tried once and only where npm would send it: at a registry of the configuration below its key,
// else at the key's own address. What only a project's file names is not tried (TRUST 1); it is listed, with the
// reason.
#include "account/check.h"

#include <fmt/core.h>

#include <charconv>
#include <set>

#include "account/check_items.h"
#include "account/proofs.h"
#include "account/prove.h"
#include "account/tokens.h"
#include "base/text.h"
#include "npm/strangers.h"

namespace e401::account {
namespace {

void know_end(CheckItem& item, std::optional<std::int64_t> expires_s, std::string_view from) {
  if (!expires_s) return;
  item.out.expires_s = expires_s;
  item.out.end_from = from;
  item.out.end_is_of_file = false;
}

void know_birth(const Session& session, CheckItem& item, std::optional<std::int64_t> created_s) {
  if (!created_s) return;
  item.out.age_s = std::max<std::int64_t>(0, session.world().clock.now_s() - *created_s);
  item.out.age_is_of_file = false;
}

// GitLab: the token asks about itself. npm would never send it to that path, so only where the person wants it (TRUST
// 2).
void ask_about_itself(const Session& session, CheckItem& item, const std::string& address) {
  world::HttpRequest request;
  request.url = address;
  request.authorization = item.credential.authorization;
  const world::HttpAnswer answer = session.ask(std::move(request));
  const auto json = is_good(answer) ? object_of(answer) : std::nullopt;
  const base::Json* active = json ? json->find("active") : nullptr;
  if (!active || active->kind != base::Json::Kind::boolean) return;
  item.out.state = active->boolean ? State::alive : State::dead;
  item.out.proof = fmt::format("{} says that it is {}active", item.out.host, active->boolean ? "" : "not ");
  const auto date = [&](std::string_view name) {
    const std::string* value = json->find_string({name});
    return value ? seconds_of_date(*value) : std::nullopt;
  };
  know_end(item, date("expires_at"), "as the host says");
  know_birth(session, item, date("created_at"));
  if (const std::string* name = json->find_string({"name"})) item.out.called = *name;
}

// npm's token API: the line of the list that is this token's.
void look_into_the_list(const Session& session, CheckItem& item, const npm::Url& registry) {
  OneTime otp;
  otp.may_ask = false;
  const auto tokens = list_tokens(session, {registry, item.credential}, otp);
  const ListedToken* own = tokens ? find_own(*tokens, item.credential.value) : nullptr;
  if (!own) return;
  know_end(item, seconds_of_date(own->expires), "as the host's list says");
  know_birth(session, item, seconds_of_date(own->created));
  item.out.called = own->name;
}

void ask_for_its_end(const Session& session, CheckItem& item, const npm::Url& registry, const CheckRequest& request) {
  if (item.credential.kind != npm::CredentialKind::bearer || item.out.state == State::dead) return;
  const providers::HostFamily& family = providers::family_of(registry);
  const std::string issuer = family.about_token ? family.about_token(registry) : std::string();
  // Deploy and job tokens have no such answer, and a refusal would say nothing.
  const std::string& text = item.credential.value.reveal();
  const bool knows = !issuer.empty() && !text.starts_with("gldt-") && !text.starts_with("glcbt-");
  if (knows && request.ask_issuer)
    ask_about_itself(session, item, issuer);
  else if (knows)
    item.out.issuer = issuer;
  else if (item.out.state == State::alive && family.tokens.value != providers::Has::no)
    look_into_the_list(session, item, registry);
}

constexpr std::int64_t all_asking_max_ms = 60'000;  // hosts that hang take eight seconds a request, one after the other

// What has been heard so far, and how long there is to ask.
struct Asking {
  std::set<std::string> refused_password, silent;  // hosts
  std::int64_t end_ms = 0;
  struct Tried {
    std::string host;
    base::Secret password;
    Proof proof;
  };
  std::vector<Tried> passwords;  // Azure has the same under two keys, and it goes out once (TRUST 3)

  const Proof* of_password(const std::string& host, const base::Secret& authorization) const {
    for (const Tried& t : passwords)
      if (t.host == host && t.password == authorization) return &t.proof;
    return nullptr;
  }
};

Proof prove_once(const Session& session, const CheckItem& item, Asking& asking) {
  const base::Secret& authorization = item.credential.authorization;
  if (item.credential.kind != npm::CredentialKind::basic) return prove(session, item.out.registry, authorization);
  if (const Proof* known = asking.of_password(item.out.host, authorization)) return *known;
  const Proof p = prove(session, item.out.registry, authorization);
  asking.passwords.push_back({item.out.host, authorization, p});
  if (p.kind == Proof::Kind::refused) asking.refused_password.insert(item.out.host);
  return p;
}

// Why nothing is asked; "" it may be.
std::string why_not_tried(const Session& session, const CheckItem& item, const CheckRequest& request,
                          const Asking& asking) {
  const auto url = npm::parse_url(item.out.registry);
  if (request.offline) return "--offline";
  if (session.world().clock.monotonic_ms() >= asking.end_ms) return "asking the others took a minute";
  if (!url || !url->is_http()) return "there is no address for it";
  const npm::Config& config = session.config();
  const bool is_strange = !named_by_person(session, *url) ||
                          (npm::stranger_in_credential(config, item.credential) && !session.own().trusted.covers(*url));
  if (is_strange && !request.trust_project) return "a file of this project names it (--trust-project allows it)";
  if (const auto unheard = must_travel_unheard(config, *url, {.is_trusted = request.trust_project}); !unheard)
    return unheard.error().what;
  if (item.credential.kind == npm::CredentialKind::mtls) return "a certificate is asked for by the connection itself";
  const bool is_new_password = item.credential.kind == npm::CredentialKind::basic &&
                               !asking.of_password(item.out.host, item.credential.authorization);
  if (is_new_password && asking.refused_password.contains(item.out.host))
    return "a password was refused there already, and accounts get locked";
  if (asking.silent.contains(item.out.host)) return item.out.host + " gave no answer a moment ago";
  return {};
}

void try_it(const Session& session, CheckItem& item, const CheckRequest& request, Asking& asking) {
  if (item.out.state == State::dead) return;  // known without asking
  const bool is_past = item.out.expires_s && *item.out.expires_s <= session.world().clock.now_s();
  if (is_past && !item.out.end_is_of_file) {
    item.out.state = State::dead;
    item.out.proof = "its own date says that it has expired";
    return;
  }
  if (const std::string why = why_not_tried(session, item, request, asking); !why.empty()) {
    item.out.proof = "not tried: " + why;
    return;
  }
  const Proof p = prove_once(session, item, asking);
  item.out.state = p.kind == Proof::Kind::accepted  ? State::alive
                   : p.kind == Proof::Kind::refused ? State::dead
                                                    : State::unknown;
  item.out.proof = p.words;
  item.out.name = p.name;
  if (item.out.state == State::alive && is_past) {  // the file's date misled
    item.out.expires_s.reset();
    item.out.end_from.clear();
  }
  know_end(item, p.expires_s, "as the host says");
  ask_for_its_end(session, item, *npm::parse_url(item.out.registry), request);
  if (p.host_is_silent) asking.silent.insert(item.out.host);
}

}  // namespace

std::string_view name_of(State state) {
  return state == State::alive ? "alive" : state == State::dead ? "dead" : "unknown";
}

std::vector<Checked> check_credentials(const Session& session, const CheckRequest& request) {
  std::vector<Checked> out;
  Asking asking;
  asking.end_ms = session.world().clock.monotonic_ms() + all_asking_max_ms;
  Proofs proofs(session.world().files, session.hands().state_folder);
  const std::int64_t now_s = session.world().clock.now_s();
  for (CheckItem& item : credentials_used_here(session)) {
    try_it(session, item, request, asking);
    if (item.out.state == State::alive) proofs.note(item.out.key, item.out.fingerprint, now_s);
    item.out.last_proof_s = proofs.last(item.out.key, item.out.fingerprint);
    if (request.fail_if_expiring_s && item.out.expires_s)
      item.out.expiring = *item.out.expires_s <= now_s + *request.fail_if_expiring_s;
    out.push_back(std::move(item.out));
  }
  proofs.keep();
  return out;
}

std::optional<std::int64_t> duration_s(std::string_view text) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  constexpr std::int64_t most = 100'000;  // days: no credential lives longer
  if (error != std::errc() || n < 0 || n > most * 86'400) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit == "s") return n;
  if (unit == "m") return n * 60;
  if (n > most * 24) return std::nullopt;
  if (unit == "h") return n * 3600;
  if (n > most) return std::nullopt;
  if (unit.empty() || unit == "d") return n * 86'400;
  if (unit == "w") return n * 7 * 86'400;
  return std::nullopt;
}

}  // namespace e401::account
