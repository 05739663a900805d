// What can be changed is found out before anything is revoked: a dead token in a file that we may not write would be
// worse than both. A token in an address ends up in access logs, so it is only put there for hosts that may have this
// way out.
#include "account/logout.h"

#include <fmt/core.h>

#include <algorithm>

#include "account/prove.h"
#include "account/rc_editor.h"
#include "account/tokens.h"
#include "base/text.h"
#include "npm/credentials.h"
#include "npm/strangers.h"
#include "providers/token_shapes.h"

namespace e401::account {
namespace {

using base::fail;
using base::Result;
using providers::Has;

// Not from a file, or from a file that only refers to a variable: others rely on it, and no line of ours holds it.
Result<void> must_be_ours(const npm::Credential& c) {
  const npm::Entry* e = c.entry;
  if (e->layer == npm::Layer::env || e->layer == npm::Layer::cli)
    return fail(
        fmt::format("the credential that npm uses here comes from {}: nothing was revoked and nothing removed. Take it "
                    "away there{}",
                    words_for_place(*e),
                    e->layer == npm::Layer::env ? " (unset the variable, or remove the secret from the CI job)" : ""),
        "", 0, "elsewhere");
  if (!e->variables.empty())
    return fail(fmt::format("{} takes the credential from the variable {}: nothing was revoked and nothing removed. "
                            "Unset it, or remove that line",
                            words_for_place(*e), base::printable(e->variables.front().name)),
                "", 0, "elsewhere");
  return {};
}

bool takes_logins(const npm::Url& registry) {
  const providers::HostFamily& family = providers::family_of(registry);
  return family.legacy_login.value != Has::no || family.web_login.value != Has::no;
}

struct Removal {
  std::vector<findings::FileChange> changes;
  std::vector<std::string> removed;
};

// Is it the user name or the password under another key of the same registry, of the same pair?
bool is_pair_of_twin(const npm::LayerData& layer, const npm::Entry& e, const npm::Credential& c,
                     const std::vector<std::string>& twins) {
  const std::size_t colon = e.key.rfind(':');
  const std::string prefix = e.key.substr(0, colon == std::string::npos ? 0 : colon);
  const std::string field = e.key.substr(prefix.size());
  if ((field != ":username" && field != ":_password") || std::find(twins.begin(), twins.end(), prefix) == twins.end())
    return false;
  return std::any_of(layer.entries.begin(), layer.entries.end(), [&](const npm::Entry& other) {
    return !other.in_section && other.key == prefix + ":_password" && other.value.string() && c.entry->value.string() &&
           *other.value.string() == *c.entry->value.string();
  });
}

// The same token under another key of the file: Azure has two keys; elsewhere it dies with this one, if its host ends
// it. A GitLab token of several projects lives on, and stays.
bool is_same_token(const npm::Entry& e, const npm::Credential& c, const npm::Url& registry,
                   const std::vector<std::string>& twins) {
  constexpr std::string_view field = ":_authToken";
  if (c.kind != npm::CredentialKind::bearer || !e.key.ends_with(field) || !e.value.string() ||
      !(base::Secret(*e.value.string()) == c.value))
    return false;
  const std::string prefix = e.key.substr(0, e.key.size() - field.size());
  const bool is_twin = std::find(twins.begin(), twins.end(), prefix) != twins.end();
  return is_twin || (takes_logins(registry) && prefix.starts_with("//" + registry.host_port() + "/"));
}

Result<Removal> plan_removal(const Session& session, const npm::Url& registry, const npm::Credential& c) {
  const npm::LayerData& layer = session.config().layer(c.entry->layer);
  TRY_AS(RcEditor editor, RcEditor::open(layer));
  const base::FileInfo info = session.world().files.info(layer.path);
  if (!info.owned_by_us)
    return fail("it belongs to another user, so nothing was revoked and nothing removed", layer.path, 0, "owner");
  const std::vector<std::string> twins = providers::keys_for_new_credential(registry);
  Removal out;
  std::vector<std::string> keys;
  for (const npm::Entry& e : layer.entries) {
    const bool same_pair = c.username_entry && e.key == c.username_entry->key;
    const bool same_value = is_same_token(e, c, registry, twins);
    const bool same_password = c.kind == npm::CredentialKind::basic && is_pair_of_twin(layer, e, c, twins);
    if (e.in_section || !(e.key == c.entry->key || same_pair || same_value || same_password)) continue;
    out.removed.push_back(fmt::format("{}: {}", words_for_place(e), base::printable(e.key)));
    keys.push_back(e.key);
  }
  for (const std::string& key : keys) editor.remove(key);
  TRY_AS(RcEditor::Edited edited, editor.finish());
  out.changes = std::move(edited.changes);
  return out;
}

std::string page_words(const providers::HostFamily& family) {
  return family.token_page.empty() ? std::string("the registry's own pages") : std::string(family.token_page);
}

std::string lives_on(const npm::Url& registry) {
  return fmt::format("{} has no way to revoke a token from here: it lives until you delete it ({}).",
                     registry.host_port(), page_words(providers::family_of(registry)));
}

// Verdaccio only pretends to log out; what was made by its token API can be ended there.
bool revoked_by_token_api(const Session& session, const npm::Url& registry, const npm::Credential& c) {
  const TokenDesk desk{registry, c};
  OneTime otp;
  otp.may_ask = false;
  const auto tokens = list_tokens(session, desk, otp);
  const ListedToken* own = tokens ? find_own(*tokens, c.value) : nullptr;
  if (!own || !revoke_token(session, desk, own->key, otp)) return false;
  return !prove(session, registry.href(), c.authorization).alive();
}

world::HttpAnswer ask_to_end(const Session& session, const npm::Url& registry, const base::Secret& token,
                             const base::Secret& authorization) {
  world::HttpRequest request;
  request.method = "DELETE";
  request.url = api_url(registry.href(), "/-/user/token/" + percent_encode(token.reveal()))->href();
  request.authorization = authorization;
  return session.ask(std::move(request));
}

// Fails where it is not known whether the token is dead: then nothing is removed either.
Result<void> revoke(const Session& session, const npm::Url& registry, const npm::Credential& c, LogoutDone& done) {
  const providers::HostFamily* family = &providers::family_of(registry);
  if (!takes_logins(registry)) {
    done.notes.push_back(lives_on(registry));
    return {};
  }
  const world::HttpAnswer answer = ask_to_end(session, registry, c.value, c.authorization);
  if (answer.trouble == world::Trouble::none &&
      (answer.status == 404 || answer.status == 401 || answer.status == 405)) {
    done.notes.push_back(fmt::format("It was not revoked: {}. It was dead already, or this registry has no such way{}.",
                                     words_for(registry, answer),
                                     family->token_page.empty() ? "" : ": " + std::string(family->token_page)));
    return {};
  }
  if (!is_good(answer))
    return fail(
        fmt::format("it could not be revoked, so nothing was removed either: {}. --local removes it here all the same",
                    words_for(registry, answer)));
  done.revoked = true;
  family = &providers::family_of(registry, answer_words("DELETE", answer));
  if (family->id == "nexus")
    done.notes.push_back(
        "Nexus has one token for each user: you are logged out of this server everywhere, on other machines and in CI "
        "too.");
  if (!prove(session, registry.href(), c.authorization).alive()) return {};
  if (revoked_by_token_api(session, registry, c)) return {};
  done.revoked = false;
  const auto shape = providers::shape_of(c.value);
  const bool is_verdaccio = family->id == "verdaccio" || (shape && shape->family == "verdaccio");
  done.notes.push_back(
      fmt::format("{} said that the token is revoked, and still takes it{}: whoever has a copy can use it until it "
                  "expires or your password is changed.",
                  registry.host_port(), is_verdaccio ? " (so does every Verdaccio with the token of a login)" : ""));
  return {};
}

}  // namespace

Result<LogoutDone> logout(const Session& session, const LogoutRequest& request) {
  LogoutDone done;
  done.registry = request.registry;
  const auto url = api_url(request.registry, "/-/whoami");
  const auto registry = npm::parse_url(request.registry);
  if (!url || !registry) return fail("the registry's address is not an http(s) address");
  const auto as_written = npm::parse_url(npm::request_url(request.registry, "/-/whoami"));
  const npm::Decision decision = npm::credential_for_request(session.config(), *as_written);
  if (decision.by_url_userinfo)
    return fail("the user name and password stand in the registry's own address, " + registry->shown() +
                    ": nothing was revoked and nothing removed. Take them out there",
                "", 0, "elsewhere");
  if (!decision.sent)
    return fail("not logged in to " + registry->shown() + ", so there is nothing to log out of", "", 0, "none");
  const npm::Credential& c = *decision.sent;
  TRY(must_be_ours(c));
  if (c.entry->layer == npm::Layer::user) TRY(must_be_own_user_file(session.config(), request.trust_project));
  if (!request.only_local)
    TRY(must_travel_unheard(session.config(), *registry, {request.trust_project, request.registry_is_given}));
  TRY_AS(const Removal removal, plan_removal(session, *registry, c));
  if (!request.registry_is_given && !request.trust_project && !request.only_local && !named_by_person(session, *url))
    return fail(fmt::format("only this project's files name {}, so no token is sent there; --registry says that you "
                            "mean it, --local removes it here only",
                            url->host_port()),
                "", 0, "untrusted");
  if (c.kind == npm::CredentialKind::basic)
    done.notes.push_back(takes_logins(*registry)
                             ? "A user name and password cannot be revoked from here: they stay valid until the "
                               "password is changed."
                             : lives_on(*registry));
  if (request.only_local)
    done.notes.push_back("Nothing was revoked: whoever has a copy can still use it.");
  else if (c.kind == npm::CredentialKind::bearer)
    TRY(revoke(session, *registry, c, done));
  TRY(session.hands().apply(removal.changes));
  done.removed = removal.removed;
  const npm::Config now = session.hands().reload();
  if (const npm::Decision next = npm::credential_for_request(now, *url); next.sent && next.sent->entry)
    done.notes.push_back(fmt::format("npm now uses another credential there: {}.", words_for_place(*next.sent->entry)));
  return done;
}

bool end_token_of_login(const Session& session, const npm::Url& registry, const base::Secret& token) {
  if (!takes_logins(registry)) return false;
  const base::Secret authorization("Bearer " + token.reveal());
  return is_good(ask_to_end(session, registry, token, authorization)) &&
         !prove(session, registry.href(), authorization).alive();
}

}  // namespace e401::account
