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
#include "base/text.h"

namespace e401::account {
namespace {

using base::fail;
using base::Result;

constexpr std::string_view name_prefix = "e401-rotate-";
constexpr std::size_t key_chars = 8;

const ListedToken* find_own(const std::vector<ListedToken>& tokens, const base::Secret& token) {
  const ListedToken* found = nullptr;
  for (const ListedToken& t : tokens) {
    if (!t.is(token)) continue;
    if (found) return nullptr;  // what is shown of them does not tell them apart
    found = &t;
  }
  return found;
}

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

NewToken like(const ListedToken& old, NewToken wanted, std::int64_t now_ms) {
  const std::string key = old.key.substr(0, key_chars);
  wanted.name =
      fmt::format("{}{}-{}", name_prefix, key, base::sha256_hex(fmt::format("{}{}", old.key, now_ms)).substr(0, 8));
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
    if (!e || !e->line || !e->variables.empty())
      return fail(fmt::format("the token comes from {}, which e401 cannot write: give the command that stores it "
                              "there, and it gets the new value on standard input (--writer -- COMMAND...)",
                              !e                     ? "the registry's address"
                              : e->variables.empty() ? words_for_place(*e)
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

// The new token did not get so far: it must not live on.
std::unexpected<base::Error> give_up(const Session& session, const TokenDesk& desk, const CreatedToken& created,
                                     OneTime& otp, std::string why) {
  std::string key = created.key;
  if (key.empty())
    if (const auto tokens = list_tokens(session, desk, otp))
      if (const ListedToken* t = find_own(*tokens, created.token)) key = t->key;
  const bool gone = !key.empty() && revoke_token(session, desk, key, otp);
  return fail(fmt::format(
      "{}; the old token is in use as before{}", why,
      gone ? ", the new one was revoked again" : ", the new one is still listed under its name e401-rotate-..."));
}

base::Result<base::Secret> ask_password(const Session& session, const npm::Url& registry) {
  auto typed = secret_from_person(session.world(), "Password of your account at " + registry.host_port() + ": ");
  if (!typed || typed->empty()) return fail("no password was given; the registry wants it for a new token");
  session.hands().learn(*typed);
  return *typed;
}

}  // namespace

Result<Rotated> rotate(const Session& session, RotateRequest request) {
  TRY_AS(TokenDesk desk, desk_for(session, request.registry));
  if (desk.credential.kind != npm::CredentialKind::bearer)
    return fail("npm uses no token there but a user name and password: nothing to rotate", "", 0, "none");
  TRY_AS(const Place place, Place::of(session, desk.credential, request.writer));
  TRY_AS(const std::vector<ListedToken> tokens, list_tokens(session, desk, request.otp));
  const ListedToken* own = find_own(tokens, desk.credential.value);
  if (!own)
    return fail(
        fmt::format("{} does not list the token that is in use so that it can be told from others: nothing was changed",
                    desk.registry.host_port()));
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
  done.name = wanted.name;
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
  // With the new one: the old one's last act would be its own end otherwise.
  TokenDesk after = desk;
  after.credential.value = created.token;
  after.credential.authorization = base::Secret("Bearer " + created.token.reveal());
  if (const auto revoked = revoke_token(session, after, own->key, request.otp); !revoked)
    done.left_over = revoked.error().what;
  else
    done.old_revoked = true;
  return done;
}

}  // namespace e401::account
