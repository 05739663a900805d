// What can be changed is found out before anything is revoked: a dead token in a file that we may not write would be
// worse than both. A token in an address ends up in access logs, so it is only put there for hosts that may have this
// way out.
#include "account/logout.h"

#include <fmt/core.h>

#include "account/prove.h"
#include "account/rc_editor.h"
#include "account/tokens.h"
#include "base/text.h"
#include "npm/credentials.h"
#include "providers/token_shapes.h"

namespace e401::account {
namespace {

using base::fail;
using base::Result;
using providers::Has;

// Not from a file, or from a file that only refers to a variable: others rely on it, and no line of ours holds it.
Result<void> must_be_ours(const npm::Credential& c) {
  const npm::Entry* e = c.entry;
  if (!e)
    return fail("this credential stands in the registry's own address, not in a setting: take it out there", "", 0,
                "elsewhere");
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

struct Removal {
  std::vector<findings::FileChange> changes;
  std::vector<std::string> removed;
};

Result<Removal> plan_removal(const Session& session, const npm::Credential& c) {
  const npm::LayerData& layer = session.config().layer(c.entry->layer);
  TRY_AS(RcEditor editor, RcEditor::open(layer));
  const base::FileInfo info = session.world().files.info(layer.path);
  if (!info.owned_by_us)
    return fail("it belongs to another user, so nothing was revoked and nothing removed", layer.path, 0, "owner");
  Removal out;
  std::vector<std::string> keys;
  for (const npm::Entry& e : layer.entries) {
    const bool same_pair = c.username_entry && e.key == c.username_entry->key;
    // The same value under another key of the file is the same credential (Azure has two).
    const bool same_value = c.kind == npm::CredentialKind::bearer && e.key.ends_with(":_authToken") &&
                            e.value.string() && base::Secret(*e.value.string()) == c.value;
    if (e.in_section || !(e.key == c.entry->key || same_pair || same_value)) continue;
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

// Verdaccio only pretends to log out; what was made by its token API can be ended there.
bool revoked_by_token_api(const Session& session, const npm::Url& registry, const npm::Credential& c) {
  const TokenDesk desk{registry, c};
  OneTime otp;
  otp.pages.open_browser = false;
  const auto tokens = list_tokens(session, desk, otp);
  const ListedToken* own = tokens ? find_own(*tokens, c.value) : nullptr;
  if (!own || !revoke_token(session, desk, own->key, otp)) return false;
  return !prove(session, registry.href(), c.authorization).alive();
}

// Fails where it is not known whether the token is dead: then nothing is removed either.
Result<void> revoke(const Session& session, const npm::Url& registry, const npm::Credential& c, LogoutDone& done) {
  const providers::HostFamily* family = &providers::family_of(registry);
  if (family->legacy_login.value == Has::no && family->web_login.value == Has::no) {
    done.notes.push_back(fmt::format("{} has no way to revoke a token from here: it lives until you delete it ({}).",
                                     registry.host_port(), page_words(*family)));
    return {};
  }
  const auto url = api_url(registry.href(), "/-/user/token/" + percent_encode(c.value.reveal()));
  world::HttpRequest request;
  request.method = "DELETE";
  request.url = url->href();
  request.authorization = c.authorization;
  const world::HttpAnswer answer = session.ask(std::move(request));
  npm::Url shown = *url;
  shown.path = "/";
  if (answer.trouble == world::Trouble::none &&
      (answer.status == 404 || answer.status == 401 || answer.status == 405)) {
    done.notes.push_back(
        fmt::format("It was not revoked: {}. It was dead already, or this registry has no such way ({}).",
                    words_for(shown, answer), page_words(*family)));
    return {};
  }
  if (!is_good(answer))
    return fail(
        fmt::format("it could not be revoked, so nothing was removed either: {}. --local removes it here all the same",
                    words_for(shown, answer)));
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
  if (!url || !registry) return fail("not an http(s) address: " + npm::shown_url(request.registry));
  const npm::Decision decision = npm::credential_for_request(session.config(), *url);
  if (!decision.sent)
    return fail("not logged in to " + registry->shown() + ", so there is nothing to log out of", "", 0, "none");
  const npm::Credential& c = *decision.sent;
  TRY(must_be_ours(c));
  TRY_AS(const Removal removal, plan_removal(session, c));
  if (!request.registry_is_given && !request.trust_project && !request.only_local &&
      !named_by_person(session.config(), *url))
    return fail(fmt::format("only this project's files name {}, so no token is sent there; --registry says that you "
                            "mean it, --local removes it here only",
                            url->host_port()),
                "", 0, "untrusted");
  if (c.kind == npm::CredentialKind::basic)
    done.notes.push_back(
        "A user name and password cannot be revoked from here: they stay valid until the password is changed.");
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

}  // namespace e401::account
