// The order is the promise: nothing is stored that was not proven, the old credential stays until the new one is on the
// disk (one step, change/), and the last question is asked with what npm itself finds afterwards.
#include "account/login.h"

#include <fmt/core.h>

#include "account/file_token.h"
#include "account/logout.h"
#include "account/obtain.h"
#include "account/proofs.h"
#include "account/rc_editor.h"
#include "base/shell.h"
#include "base/text.h"
#include "npm/credentials.h"
#include "npm/strangers.h"

namespace e401::account {
namespace {

using base::fail;
using base::Result;
using providers::Has;

bool takes_none(const providers::HostFamily& family) {
  const auto refuses = [](const providers::Fact<bool>& takes) { return takes.sure() && !takes.value; };
  return refuses(family.takes_bearer) && refuses(family.takes_basic);
}

// Where it is not known, and the vendor has a page for tokens, nobody is asked for a password.
bool takes_passwords(const providers::HostFamily& family, AuthType type) {
  if (type == AuthType::legacy) return family.legacy_login.value != Has::no;
  return family.legacy_login.value == Has::yes ||
         (family.legacy_login.value == Has::unknown && family.token_page.empty());
}

Result<Obtained> obtain(const Session& session, const npm::Url& registry, LoginRequest& request,
                        const providers::HostFamily& family, TokenOnItsWay& note) {
  const bool may_choose = request.type == AuthType::automatic;
  const AuthType type = may_choose ? default_type(family) : request.type;
  const bool can_ask = session.world().terminal.can_ask();
  const auto no_flow = [&](const std::string& why, Logins logins) {
    return fail(why + "\n" + own_way(family, registry, request.scope, logins), "", 0, "no-flow");
  };
  if (type == AuthType::web || type == AuthType::automatic) {
    const bool is_known_to_have_none = family.web_login.sure() && family.web_login.value == Has::no;
    std::optional<Obtained> got;
    if (!is_known_to_have_none) {
      TRY_AS(got, token_by_web(session, registry, request, note));
    }
    if (got) return std::move(*got);
    if (!may_choose) return no_flow(registry.host_port() + " has no web login", Logins::as_known);
  }
  Logins logins = Logins::as_known;
  if (type != AuthType::token && takes_passwords(family, type)) {
    if (may_choose && !can_ask)
      return no_flow(registry.host_port() +
                         " wants a user name and a password, and there is no terminal to ask for them: "
                         "--auth-type=legacy reads two lines from standard input, --auth-type=token a token",
                     logins);
    TRY_AS(std::optional<Obtained> got, token_by_password(session, registry, request, note));
    if (got) return std::move(*got);
    logins = Logins::none;
  }
  if (!may_choose && type != AuthType::token) return no_flow(registry.host_port() + " takes no logins", Logins::none);
  if (may_choose) {
    session.say(own_way(family, registry, request.scope, logins));
    if (!can_ask)
      return fail("without a terminal, --auth-type=token reads the token from standard input", "", 0, "no-flow");
  }
  return token_by_hand(session, registry);
}

// A page or a password of the project's choice: whoever cloned a repository did not choose where to log in (TRUST 1).
Result<void> consent(const Session& session, const npm::Url& registry, const LoginRequest& request) {
  if (request.registry_is_given || request.trust_project || named_by_person(session, registry)) return {};
  const std::string what = fmt::format("Only this project's files name {}.", registry.host_port());
  if (session.world().terminal.can_ask()) {
    const auto answer = session.world().terminal.ask(what + " Log in there? [y/N] ");
    if (answer && (base::ascii_iequals(base::trim(*answer), "y") || base::ascii_iequals(base::trim(*answer), "yes")))
      return {};
  }
  return fail(what + " Nothing was sent; --registry " + registry.shown() + " says that you mean it", "", 0,
              "untrusted");
}

Result<Proof> proven(const Session& session, const npm::Url& registry, const Obtained& obtained,
                     const LoginRequest& request) {
  Proof proof = prove(session, registry.href(), obtained.authorization());
  if (proof.alive()) return proof;
  const std::string refused =
      proof.kind == Proof::Kind::refused ? "the registry does not take it" : "that could not be proven";
  std::string text = fmt::format("the new credential was not stored: {} ({})", refused, proof.words);
  if (obtained.by != AuthType::token && providers::family_of(registry).id == "nexus")
    text +=
        "\nThis server gives tokens and does not take them: its administrator has to switch on the realm \"npm Bearer "
        "Token Realm\" (Security, Realms)";
  if (proof.kind == Proof::Kind::refused) return fail(text, "", 0, "refused");
  if (request.store_unproven) return proof;
  return fail(text + "; --unproven stores it all the same", "", 0, "unproven");
}

bool is_heard_by_others(const npm::Url& registry) {
  return registry.scheme == "http" && registry.host != "localhost" && registry.host != "[::1]" &&
         !registry.host.starts_with("127.") && !registry.host.ends_with(".localhost");
}

// Found out before a registry is asked for anything: a token that cannot be filed would live on without any use.
Result<void> must_be_able_to_file(const Session& session) {
  const npm::LayerData& layer = session.config().layer(npm::Layer::user);
  TRY(RcEditor::open(layer));
  world::Files& files = session.world().files;
  const base::FileInfo info = files.info(layer.path);
  const auto not_yours = [&](const std::string& what) {
    return fail(what + " belongs to another user: nothing was sent", layer.path, 0, "owner");
  };
  if (info.kind != base::FileInfo::Kind::missing && !info.owned_by_us) return not_yours("it");
  if (info.kind == base::FileInfo::Kind::missing) {
    if (info.is_link) return fail("it is a link that leads nowhere: nothing was sent", layer.path, 0, "link");
    const std::string folder = layer.path.substr(0, layer.path.rfind('/'));
    TRY(files.make_directories(folder, 0700));  // as npm does
    if (const base::FileInfo of = files.info(folder); !of.owned_by_us && (of.mode & 022) == 0)
      return not_yours("its folder");
  }
  if (!session.hands().state_folder.empty()) TRY(files.make_directories(session.hands().state_folder, 0700));
  return {};
}

// What the registry gave is of no use here; the error says what has become of it.
base::Error with_its_end(const Session& session, const npm::Url& registry, const Obtained& obtained,
                         base::Error error) {
  if (!obtained.is_new || error.code == "refused") return error;
  error.what += end_token_of_login(session, registry, obtained.token)
                    ? fmt::format("; the token that {} had made was ended again", registry.host_port())
                    : fmt::format("; {} has made a token that now lives without use until it ends or you delete it",
                                  registry.host_port());
  return error;
}

// In one step, into the file as it is now: minutes may have passed at the web page, and another program may write at
// this moment, too.
Result<FilingPlan> file_it(const Session& session, const LoginRequest& request, const std::string& registry,
                           const Obtained& obtained) {
  constexpr int rounds_max = 20;  // each lost round is another program's whole write
  for (int round = 1;; ++round) {
    TRY_AS(FilingPlan plan, plan_filing(session.hands().reload(), registry, request.scope, obtained));
    const auto applied = session.hands().apply(plan.changes);
    if (applied) return plan;
    if (applied.error().code != "changed" || round == rounds_max) return std::unexpected(applied.error());
  }
}

// What npm now finds for this registry, and whether that is the new one.
// before: of the new one, when it was not yet in the file.
void look_again(const Session& session, const std::string& registry, const base::Secret& value, const Proof& before,
                LoginDone& done) {
  const npm::Config now = session.hands().reload();
  const auto found = npm::credentials_by_uri(now, registry);
  const auto url = api_url(registry, "/-/whoami");
  const npm::Decision decision = url ? npm::credential_for_request(now, *url) : npm::Decision{};
  const npm::Entry* other = nullptr;
  if (decision.sent && !(decision.sent->value == value))
    other = decision.sent->entry;
  else if (found && !(found->value == value))
    other = found->entry;
  if (other) done.hidden_by = words_for_place(*other);
  if (!decision.sent)
    done.proof = {.words = "npm finds no credential for " + npm::shown_url(registry)};
  else if (other && (npm::is_strangers(now, *other) || !npm::named_by_person(now, url->host_port())))
    done.proof = {.words = "another credential hides it"};
  else if (!other && decision.sent->kind == npm::CredentialKind::basic)
    done.proof = before;  // a password goes out once (TRUST 3), and it is the very same
  else
    done.proof = prove(session, registry, decision.sent->authorization);
  if (!done.proof.alive()) return;
  Proofs proofs(session.world().files, session.hands().state_folder);
  proofs.note(decision.sent->key(), decision.sent->fingerprint(), session.world().clock.now_s());
  proofs.keep();
}

// A stronger layer that maps the scope to another registry.
std::string what_hides_scope(const Session& session, const std::string& scope, const std::string& registry) {
  const npm::Config now = session.hands().reload();
  const npm::Entry* e = now.find(scope + ":registry");
  const std::string* address = e ? e->value.string() : nullptr;
  return address && *address != registry ? words_for_place(*e) : std::string();
}

}  // namespace

AuthType default_type(const providers::HostFamily& family) {
  if (family.web_login.value == Has::yes) return AuthType::web;
  if (family.web_login.value == Has::unknown) return AuthType::automatic;  // asked as npm asks; a 404 is an answer
  return family.legacy_login.value != Has::no ? AuthType::legacy : AuthType::token;
}

std::string own_way(const providers::HostFamily& family, const npm::Url& registry, const std::string& scope,
                    Logins logins) {
  const providers::NewCredential way = providers::new_credential(family, registry, scope, providers::For::reading);
  std::string where = " --registry " + base::shell_word(registry.shown());
  if (!scope.empty()) where += " --scope " + base::shell_word(scope);
  const std::string host = family.id == "generic" ? registry.host_port() : std::string(family.name);
  std::string text = fmt::format("What {} takes:", host);
  const bool takes_logins = logins == Logins::as_known;
  if (takes_logins && family.web_login.value == Has::yes)
    text += "\n  a login on its web page: e401 login --auth-type=web" + where;
  if (takes_logins && family.legacy_login.value != Has::no)
    text += "\n  a user name and password: e401 login --auth-type=legacy" + where;
  text += "\n  a token: e401 login --auth-type=token" + where;
  if (!family.token_page.empty())
    text += "\n    made at: " + std::string(family.token_page);
  else if (!takes_logins)
    text += "\n    ask those who run " + registry.host_port() + " for one";
  if (!way.right.empty()) text += "\n    it needs: " + way.right;
  for (const std::string& command : way.commands)
    if (!command.starts_with("npm ")) text += "\n  or, with the vendor's own tool: " + command;
  return text;
}

Result<LoginDone> login(const Session& session, const LoginRequest& asked) {
  LoginRequest request = asked;
  LoginDone done;
  done.registry = registry_to_use(request);
  const auto registry = npm::parse_url(done.registry);
  if (!registry || !registry->is_http() || registry->host.empty())
    return fail("what --registry names is not an http(s) address");
  if (takes_none(providers::family_of(*registry)))
    return fail(registry->host_port() + " takes no credentials: what it has is public, and npm needs no login for it",
                "", 0, "no-flow");
  TRY(must_be_own_user_file(session.config(), request.trust_project));
  TRY(must_travel_unheard(session.config(), *registry, {request.trust_project, request.registry_is_given}));
  TRY(consent(session, *registry, request));
  TRY(must_be_able_to_file(session));
  session.say("Log in on " + registry->shown());
  if (is_heard_by_others(*registry))
    session.say("warning: it has no TLS (http://), so everybody on the way can hear the password and the token");
  TokenOnItsWay note(session, done.registry);
  TRY_AS(const Obtained obtained, obtain(session, *registry, request, providers::family_of(*registry), note));
  session.hands().learn(obtained.token);
  const Result<Proof> before = proven(session, *registry, obtained, request);
  if (!before) return std::unexpected(with_its_end(session, *registry, obtained, before.error()));
  done.name = before->name;
  Result<FilingPlan> plan = file_it(session, request, done.registry, obtained);
  if (!plan) return std::unexpected(with_its_end(session, *registry, obtained, plan.error()));
  note.none_came();  // none that is not in the file
  done.filed = std::move(plan->filed);
  done.removed_keys = std::move(plan->removed_keys);
  look_again(session, done.registry, obtained.value(), *before, done);
  if (!request.scope.empty()) done.scope_hidden_by = what_hides_scope(session, request.scope, done.registry);
  if (done.proof.kind == Proof::Kind::unproven && done.hidden_by.empty() && request.store_unproven)
    done.proof = *before;
  return done;
}

}  // namespace e401::account
