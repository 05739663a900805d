// The new token's name carries the beginning of the old one's key (e401-rotate-KEY-RANDOM). So the next start knows
// what an interrupted run has left: a token that was made to follow the one in use and never took its place, or the
// predecessor of the one in use, not yet revoked. Only what fits both ways is revoked; other tokens of such names
// belong to other machines. It is revoked last of all, once a newer one has taken its place: where a writer stored it,
// a run that was killed right then may have left it in use.
#include "account/rotate.h"

#include <fmt/core.h>

#include <algorithm>

#include "account/prove.h"
#include "account/rc_editor.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/shell.h"
#include "base/text.h"

namespace e401::account {
namespace {

using base::fail;
using base::Result;

constexpr std::string_view name_prefix = "e401-rotate-";
constexpr std::string_view kept_suffix = "-kept";
constexpr std::size_t key_chars = 8;

// "e401-rotate-1a2b3c4d-9f8e7d6c" -> "1a2b3c4d"; "" where the name says that both were to live (--keep-old).
std::string predecessor_of(const ListedToken& token) {
  if (!token.name.starts_with(name_prefix) || token.name.ends_with(kept_suffix)) return {};
  const std::string rest = token.name.substr(name_prefix.size());
  const std::size_t dash = rest.rfind('-');
  return dash == std::string::npos || dash < key_chars ? std::string() : rest.substr(0, dash);
}

}  // namespace

std::vector<const ListedToken*> left_by_killed_rotates(const std::vector<ListedToken>& tokens, const ListedToken& own) {
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

namespace {

// As long as the old one was made for: what a registry gives by default may be a week.
std::optional<int> lifetime_days(const ListedToken& token) {
  const auto created = seconds_of_date(token.created), expires = seconds_of_date(token.expires);
  if (!created || !expires) return std::nullopt;
  const std::int64_t days = (*expires - *created + 43'200) / 86'400;
  if (days < 1 || days > limits::token_days_max) return std::nullopt;
  return static_cast<int>(days);
}

NewToken like(const ListedToken& old, const RotateRequest& request, const world::Clock& clock) {
  NewToken wanted = request.wanted;
  const std::int64_t now_ms = clock.now_s() * 1000 + clock.monotonic_ms() % 1000;
  wanted.name = fmt::format("{}{}-{}{}", name_prefix, old.key.substr(0, key_chars),
                            base::sha256_hex(fmt::format("{}{}", old.key, now_ms)).substr(0, 8),
                            request.keep_old ? kept_suffix : "");
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
base::Error with_steps(base::Error error, const std::string& registry) {
  if (error.code != "no-api") return error;
  const auto url = npm::parse_url(registry);
  // POST /api/v4/personal_access_tokens/self/rotate; documented.
  if (url && providers::family_of(*url).id == "gitlab")
    error.what +=
        "\nGitLab's own API can rotate a token, but the old one dies in the same moment: whoever is killed then has "
        "none. So it is not used";
  error.what +=
      "\nTo rotate by hand:\n  1. make a new token there\n  2. log in with it as above: it is proven, then put in the "
      "old one's place\n  3. delete the old one where it was made";
  return error;
}

base::Error no_token_to_rotate(const TokenDesk& desk) {
  const std::string registry = base::shell_word(desk.registry.shown());
  return {fmt::format("npm sends a user name and a password to {}, and only you can change a password\n"
                      "To have a token that can be rotated:\n"
                      "  1. e401 token create --registry {} --name NAME --output new.txt\n"
                      "  2. e401 login --auth-type=token --registry {} < new.txt\n"
                      "  3. delete new.txt",
                      desk.registry.host_port(), registry, registry),
          "", 0, "no-token"};
}

base::Error not_listed(const TokenDesk& desk) {
  const std::string registry = base::shell_word(desk.registry.shown());
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

namespace {

bool npm_finds(const Session& session, const TokenDesk& desk, const base::Secret& token) {
  const auto now = npm::credential_for_request(session.hands().reload(), *api_url(desk.registry.href(), "/-/whoami"));
  return now.sent && now.sent->value == token;
}

// The new one is in its place: what it replaces, and what earlier runs have left, ends.
void end_the_others(const Session& session, const TokenDesk& desk, const CreatedToken& created,
                    const std::vector<ListedToken>& tokens, const ListedToken& own, RotateRequest& request,
                    Rotated& done) {
  TokenDesk with_new = desk;
  with_new.credential.value = created.token;
  with_new.credential.authorization = base::Secret("Bearer " + created.token.reveal());
  // With the new one, if it may: some registries answer badly to a token that ends itself. It may be read-only.
  const auto end = [&](const ListedToken& t) {
    auto revoked = revoke_token(session, with_new, t.key, request.otp);
    return revoked ? revoked : revoke_token(session, desk, t.key, request.otp);
  };
  for (const ListedToken* t : left_by_killed_rotates(tokens, own)) {
    const std::string who =
        fmt::format("{} ({})", base::printable(t->id), base::printable(t->name.empty() ? "without a name" : t->name));
    if (const auto ended = end(*t))
      done.tidied.push_back(who);
    else
      done.still_left.push_back(who + ": " + ended.error().what);
  }
  if (request.keep_old) {
    done.left_over = "as asked for";
    return;
  }
  const auto ended = end(own);
  done.old_revoked = ended.has_value();
  if (!ended) done.left_over = ended.error().what;
}

}  // namespace

Result<Rotated> rotate(const Session& session, RotateRequest request) {
  if (request.writer.empty()) TRY(must_be_own_user_file(session.config(), request.registry.trust_project));
  const Result<TokenDesk> desk_here = desk_for(session, request.registry);
  if (!desk_here) return std::unexpected(with_steps(desk_here.error(), request.registry.url));
  const TokenDesk desk = *desk_here;
  if (desk.credential.kind != npm::CredentialKind::bearer) {
    const providers::HostFamily& family = providers::family_of(desk.registry);
    if (family.tokens.value != providers::Has::no) return std::unexpected(no_token_to_rotate(desk));
    return std::unexpected(with_steps({no_api(desk.registry, family), "", 0, "no-api"}, request.registry.url));
  }
  TRY_AS(const Place place, Place::of(session, desk.credential, request.writer));
  const auto tokens = list_tokens(session, desk, request.otp);
  if (!tokens) return std::unexpected(with_steps(tokens.error(), request.registry.url));
  const ListedToken* own = find_own(*tokens, desk.credential.value);
  if (!own) return std::unexpected(not_listed(desk));
  TRY_AS(const base::Secret password, ask_password(session, desk.registry));
  const NewToken wanted = like(*own, request, session.world().clock);
  const Result<CreatedToken> created = create_token(session, desk, wanted, password, request.otp);
  if (!created) {
    base::Error error = created.error();
    error.what += "; the old token is in use as before";
    return std::unexpected(std::move(error));
  }
  session.hands().learn(created->token);
  if (const Proof p = prove_token(session, desk.registry.href(), created->token); !p.alive())
    return give_up(session, desk, *created, request.otp, "the new token is not taken (" + p.words + ")");
  const auto where = place.write(session, desk.credential, created->token);
  if (!where)
    return give_up(session, desk, *created, request.otp, "the new token could not be written: " + where.error().text());
  Rotated done;
  done.where = *where;
  done.keeps_names = !created->was_made_in_legacy_form;
  done.name = done.keeps_names ? wanted.name : created->id;
  if (place.is_file() && !npm_finds(session, desk, created->token))
    done.left_over = "npm does not find the new one in its place, so the old one was not revoked";
  else
    end_the_others(session, desk, *created, *tokens, *own, request, done);
  return done;
}

}  // namespace e401::account
