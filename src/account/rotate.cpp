// The new token's name carries the beginning of the old one's key (e401-rotate-KEY-RANDOM). So the next start knows
// what an interrupted run has left: a token that was made to follow the one in use and never took its place, or the
// predecessor of the one in use, not yet revoked. Only what fits both ways is revoked; other tokens of such names
// belong to other machines.
#include "account/rotate.h"

#include <fmt/core.h>

#include <algorithm>

#include "account/prove.h"
#include "account/rc_editor.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/text.h"

namespace e401::account {
namespace {

using base::fail;
using base::Result;

constexpr std::string_view name_prefix = "e401-rotate-";
constexpr std::size_t key_chars = 8;

// "e401-rotate-1a2b3c4d-9f8e7d6c" -> "1a2b3c4d"
std::string predecessor_of(const ListedToken& token) {
  if (!token.name.starts_with(name_prefix)) return {};
  const std::string rest = token.name.substr(name_prefix.size());
  const std::size_t dash = rest.rfind('-');
  return dash == std::string::npos || dash < key_chars ? std::string() : rest.substr(0, dash);
}

std::vector<const ListedToken*> left_by_killed_runs(const std::vector<ListedToken>& tokens, const ListedToken& own) {
  std::vector<const ListedToken*> out;
  const std::string before = predecessor_of(own);
  for (const ListedToken& t : tokens) {
    if (&t == &own || t.revoked) continue;
    const std::string follows = predecessor_of(t);
    const bool never_placed = !follows.empty() && own.key.starts_with(follows);
    const bool not_yet_revoked = !before.empty() && t.key.starts_with(before);
    if (never_placed || not_yet_revoked) out.push_back(&t);
  }
  return out;
}

// As long as the old one was made for: what a registry gives by default may be a week.
std::optional<int> lifetime_days(const ListedToken& token) {
  const auto created = seconds_of_date(token.created), expires = seconds_of_date(token.expires);
  if (!created || !expires) return std::nullopt;
  const std::int64_t days = (*expires - *created + 43'200) / 86'400;
  if (days < 1 || days > limits::token_days_max) return std::nullopt;
  return static_cast<int>(days);
}

NewToken like(const ListedToken& old, NewToken wanted, std::int64_t now_ms) {
  const std::string key = old.key.substr(0, key_chars);
  wanted.name =
      fmt::format("{}{}-{}", name_prefix, key, base::sha256_hex(fmt::format("{}{}", old.key, now_ms)).substr(0, 8));
  if (!wanted.expires_days) wanted.expires_days = lifetime_days(old);
  if (wanted.packages.empty()) wanted.packages = old.packages;
  if (wanted.scopes.empty()) wanted.scopes = old.scopes;
  if (wanted.orgs.empty()) wanted.orgs = old.orgs;
  if (wanted.cidr.empty()) wanted.cidr = old.cidr;
  if (wanted.permission.empty()) wanted.permission = old.permission;
  if (wanted.orgs_permission.empty()) wanted.orgs_permission = old.orgs_permission;
  wanted.packages_all = wanted.packages_all || old.packages_all;
  wanted.read_only = wanted.read_only || (old.readonly && wanted.permission.empty());
  wanted.bypass_2fa = wanted.bypass_2fa || old.bypass_2fa;
  return wanted;
}

class Place {
 public:
  static Result<Place> of(const Session& session, const npm::Credential& old, const std::vector<std::string>& writer) {
    Place p;
    p.writer_ = writer;
    if (!writer.empty()) return p;
    const npm::Entry* e = old.entry;
    if (!e->line || !e->variables.empty())
      return fail(fmt::format("the token comes from {}, which e401 cannot write: give the command that stores it "
                              "there, and it gets the new value on standard input (--writer -- COMMAND...)",
                              e->variables.empty() ? words_for_place(*e)
                                                   : "the variable " + base::printable(e->variables.front().name)),
                  "", 0, "elsewhere");
    p.layer_ = e->layer;
    const npm::LayerData& layer = session.config().layer(e->layer);
    if (!session.world().files.info(layer.path).owned_by_us)
      return fail("it belongs to another user, so nothing was changed", layer.path, 0, "owner");
    TRY_AS(const RcEditor unused, RcEditor::open(layer));
    return p;
  }

  // Where it stands now.
  Result<std::string> write(const Session& session, const npm::Credential& old, const base::Secret& token) const {
    if (!writer_.empty()) {
      world::ProgramRun run;
      run.argv = writer_;
      run.stdin_secret = &token;
      const auto end = session.world().programs.run(run);
      if (!end) return std::unexpected(end.error());
      if (end->exit_code != 0)
        return fail(fmt::format("the writer ended with exit code {}", end->exit_code), writer_.front());
      return "the writer " + base::printable(writer_.front());
    }
    const npm::Config now = session.hands().reload();
    const npm::LayerData& layer = now.layer(layer_);
    TRY_AS(RcEditor editor, RcEditor::open(layer));
    std::vector<std::string> keys;
    for (const npm::Entry& e : layer.entries)  // Azure has the same value under two keys
      if (!e.in_section && !e.superseded && e.key.ends_with(":_authToken") && e.value.string() &&
          base::Secret(*e.value.string()) == old.value)
        keys.push_back(e.key);
    if (keys.empty()) return fail("the old token is not there any more", layer.path, 0, "changed");
    for (const std::string& key : keys) TRY(editor.set(key, token));
    TRY_AS(const RcEditor::Edited edited, editor.finish());
    TRY(session.hands().apply(edited.changes));
    return fmt::format("{}:{}", base::printable(layer.path), edited.line_of(old.entry->key));
  }

  bool is_file() const { return writer_.empty(); }

 private:
  std::vector<std::string> writer_;
  npm::Layer layer_ = npm::Layer::user;
};

std::unexpected<base::Error> give_up(const Session& session, const TokenDesk& desk, const CreatedToken& created,
                                     OneTime& otp, const std::string& why) {
  return fail(fmt::format("{}; the old token is in use as before. As for the new one, {}", why,
                          take_back(session, desk, created, otp)));
}

// What a person does where no API does it.
base::Error with_steps(base::Error error) {
  if (error.code == "no-api")
    error.what +=
        "\nTo rotate by hand:\n  1. make a new token there\n  2. log in with it as above: it is proven, then put in "
        "the "
        "old one's place\n  3. delete the old one where it was made";
  return error;
}

base::Error not_listed(const TokenDesk& desk) {
  const std::string registry = desk.registry.shown();
  return {fmt::format("{} does not list the token that is in use here, or not so that it can be told from others "
                      "(tokens from a login are often not listed): nothing was changed\nBy hand:\n"
                      "  1. e401 token create --registry {} --output new.txt\n"
                      "  2. e401 login --auth-type=token --registry {} < new.txt\n"
                      "  3. delete new.txt, and end the old token where it was made",
                      desk.registry.host_port(), registry, registry),
          "", 0, "not-listed"};
}

base::Result<base::Secret> ask_password(const Session& session, const npm::Url& registry) {
  auto typed = secret_from_person(session.world(), "Password of your account at " + registry.host_port() + ": ");
  if (!typed || typed->empty()) return fail("no password was given; the registry wants it for a new token");
  session.hands().learn(*typed);
  return *typed;
}

}  // namespace

Result<Rotated> rotate(const Session& session, RotateRequest request) {
  if (request.writer.empty()) TRY(must_be_own_user_file(session.config(), request.registry.trust_project));
  const Result<TokenDesk> desk_here = desk_for(session, request.registry);
  if (!desk_here) return std::unexpected(with_steps(desk_here.error()));
  const TokenDesk desk = *desk_here;
  if (desk.credential.kind != npm::CredentialKind::bearer)
    return std::unexpected(with_steps(
        {"npm sends a user name and password there. " + no_api(desk.registry, providers::family_of(desk.registry)), "",
         0, "no-api"}));
  TRY_AS(const Place place, Place::of(session, desk.credential, request.writer));
  const auto listed = list_tokens(session, desk, request.otp);
  if (!listed) return std::unexpected(with_steps(listed.error()));
  const std::vector<ListedToken>& tokens = *listed;
  const ListedToken* own = find_own(tokens, desk.credential.value);
  if (!own) return std::unexpected(not_listed(desk));
  Rotated done;
  for (const ListedToken* t : left_by_killed_runs(tokens, *own)) {
    TRY(revoke_token(session, desk, t->key, request.otp));
    done.tidied.push_back(
        fmt::format("{} ({})", base::printable(t->id), base::printable(t->name.empty() ? "without a name" : t->name)));
  }
  TRY_AS(const base::Secret password, ask_password(session, desk.registry));
  const NewToken wanted =
      like(*own, request.wanted, session.world().clock.now_s() * 1000 + session.world().clock.monotonic_ms() % 1000);
  TRY_AS(const CreatedToken created, create_token(session, desk, wanted, password, request.otp));
  session.hands().learn(created.token);
  done.keeps_names = !created.was_made_in_legacy_form;
  done.name = done.keeps_names ? wanted.name : created.id;
  if (const Proof p = prove_token(session, desk.registry.href(), created.token); !p.alive())
    return give_up(session, desk, created, request.otp, "the new token is not taken (" + p.words + ")");
  const auto where = place.write(session, desk.credential, created.token);
  if (!where)
    return give_up(session, desk, created, request.otp, "the new token could not be written: " + where.error().text());
  done.where = *where;
  if (place.is_file()) {
    const auto now = npm::credential_for_request(session.hands().reload(), *api_url(desk.registry.href(), "/-/whoami"));
    if (!now.sent || !(now.sent->value == created.token)) {
      done.left_over = "npm does not find the new one in its place, so the old one was not revoked";
      return done;
    }
  }
  if (request.keep_old) {
    done.left_over = "as asked for";
    return done;
  }
  // With the new one, if it may: some registries answer badly to a token that ends itself.
  TokenDesk after = desk;
  after.credential.value = created.token;
  after.credential.authorization = base::Secret("Bearer " + created.token.reveal());
  auto revoked = revoke_token(session, after, own->key, request.otp);
  if (!revoked) revoked = revoke_token(session, desk, own->key, request.otp);  // the new one may be read-only
  if (!revoked)
    done.left_over = revoked.error().what;
  else
    done.old_revoked = true;
  return done;
}

}  // namespace e401::account
