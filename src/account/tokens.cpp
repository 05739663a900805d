// What a registry shows of a token ("npm_aBcD...7890", or its first characters) is used to find one's own among them
// and goes no further.
#include "account/tokens.h"

#include <fmt/core.h>

#include <algorithm>

#include "account/login.h"
#include "account/token_text.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/shell.h"
#include "base/text.h"
#include "npm/strangers.h"

namespace e401::account {
namespace {

using base::fail;
using base::Json;
using base::Result;

constexpr std::string_view tokens_path = "/-/npm/v1/tokens";
// What must be shown of a token, beyond what all of its kind begin with, to tell it from others.
constexpr std::size_t telling_min_chars = 5;
constexpr std::size_t id_min_chars = 6;

std::vector<std::string> texts_of(const Json& item, std::initializer_list<std::string_view> names) {
  std::vector<std::string> out;
  for (const std::string_view name : names) {
    const Json* list = item.find(name);
    if (!list || !list->is_array() || !out.empty()) continue;
    for (const Json& v : list->items) {
      if (v.is_string())
        out.push_back(v.text);
      else if (const std::string* text = v.find_string({"name"}))
        out.push_back(*text);
    }
  }
  return out;
}

std::string text_of(const Json& item, std::string_view name) {
  const Json* v = item.find(name);
  return v && v->is_string() ? v->text : std::string();
}
bool flag_of(const Json& item, std::string_view name) {
  const Json* v = item.find(name);
  return v && v->kind == Json::Kind::boolean && v->boolean;
}

ListedToken listed(const Json& item) {
  ListedToken t;
  t.key = text_of(item, "key");
  t.name = text_of(item, "name");
  t.created = text_of(item, "created");
  t.expires = text_of(item, "expires");
  t.readonly = flag_of(item, "readonly");
  t.bypass_2fa = flag_of(item, "bypass_2fa");
  t.packages_all = flag_of(item, "packages_all");
  t.revoked = !text_of(item, "revoked").empty() || flag_of(item, "revoked");
  t.cidr = texts_of(item, {"cidr_whitelist", "cidr"});
  t.packages = texts_of(item, {"packages"});
  t.scopes = texts_of(item, {"scopes"});
  t.orgs = texts_of(item, {"orgs"});
  t.permission = text_of(item, "packages_and_scopes_permission");
  t.orgs_permission = text_of(item, "orgs_permission");
  const std::string shown = text_of(item, "token");
  const std::size_t gap = std::min(shown.find("..."), shown.find("…"));
  t.begins = shown.substr(0, gap);
  if (gap != std::string::npos) t.ends = shown.substr(gap + 3);  // both spellings of the gap have three bytes
  return t;
}

// "npm_aB" tells two characters, the "eyJhb" that every JSON Web Token begins with none.
std::size_t telling_chars(const std::string& begins) {
  if (begins.starts_with("eyJ")) return 0;
  const std::size_t prefix = begins.rfind('_');
  return prefix == std::string::npos ? begins.size() : begins.size() - prefix - 1;
}

void give_ids(std::vector<ListedToken>& tokens) {
  for (ListedToken& t : tokens) {
    t.id = t.key;
    for (std::size_t n = id_min_chars; n < t.key.size(); ++n) {
      const std::string begin = t.key.substr(0, n);
      if (std::count_if(tokens.begin(), tokens.end(), [&](const ListedToken& o) { return o.key.starts_with(begin); }) !=
          1)
        continue;
      t.id = begin;
      break;
    }
  }
}

void write_list(base::JsonWriter& w, std::string_view name, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  w.key(name).begin_array();
  for (const std::string& t : texts) w.value(t);
  w.end_array();
}

base::Secret body_of(const NewToken& wanted, const base::Secret& password) {
  base::JsonWriter w;
  w.begin_object().member("password", password.reveal());
  if (wanted.name.empty()) {  // npm 10 and older
    w.member("readonly", wanted.read_only);
    w.key("cidr_whitelist").begin_array();
    for (const std::string& c : wanted.cidr) w.value(c);
    w.end_array();
    return base::Secret(w.end_object().take());
  }
  w.member("name", wanted.name);
  if (!wanted.description.empty()) w.member("description", wanted.description);
  if (wanted.expires_days) w.member("expires", *wanted.expires_days);
  write_list(w, "packages", wanted.packages);
  write_list(w, "scopes", wanted.scopes);
  write_list(w, "orgs", wanted.orgs);
  write_list(w, "cidr_whitelist", wanted.cidr);
  if (wanted.packages_all) w.member("packages_all", true);
  const std::string_view permission = wanted.read_only ? "read-only" : std::string_view(wanted.permission);
  if (!permission.empty()) w.member("packages_and_scopes_permission", permission);
  if (!wanted.orgs_permission.empty()) w.member("orgs_permission", wanted.orgs_permission);
  if (wanted.bypass_2fa) w.member("bypass_2fa", true);
  return base::Secret(w.end_object().take());
}

world::HttpRequest request_of(const TokenDesk& desk, std::string method, const npm::Url& url) {
  world::HttpRequest r;
  r.method = std::move(method);
  r.url = url.href();
  r.headers = {{"npm-command", "token"}};
  r.authorization = desk.credential.authorization;
  r.body_max_bytes = limits::token_list_body_max_bytes;
  return r;
}

base::Error refused(const TokenDesk& desk, const npm::Url& url, const world::HttpAnswer& answer,
                    bool sent_password = false) {
  npm::Url shown = url;
  shown.path = "/";
  const providers::HostFamily& family = providers::family_of(desk.registry, answer_words("GET", answer));
  const bool is_absent = answer.status == 404 || answer.status == 405;
  const bool is_refusal = answer.status == 401 || answer.status == 403;
  if (answer.trouble == world::Trouble::none &&
      (is_absent || (is_refusal && family.tokens.value == providers::Has::no)))
    return {no_api(desk.registry, family), "", 0, "no-api"};
  std::string text = words_for(shown, answer);
  if (answer.status == 401)
    text += sent_password ? ": it does not take this password, or not this credential for its token API"
                          : ": it does not take this credential for its token API";
  if (answer.status == 403)
    text += ": this credential may not manage tokens (it is read-only, or dead: `e401 token check` tells)";
  return {text, "", 0, "refused"};
}

// Is it listed without the name that it was given?
bool lost_its_name(const Session& session, const TokenDesk& desk, const CreatedToken& created, OneTime& otp) {
  const auto tokens = list_tokens(session, desk, otp);
  if (!tokens) return false;
  for (const ListedToken& t : *tokens)
    if (created.key.empty() ? t.is(created.token) : t.key == created.key) return t.name.empty();
  return false;
}

Result<CreatedToken> ask_for_token(const Session& session, const TokenDesk& desk, const NewToken& wanted,
                                   const base::Secret& password, OneTime& otp) {
  const auto url = api_url(desk.registry.href(), tokens_path);
  world::HttpRequest request = request_of(desk, "POST", *url);
  request.secret_body = body_of(wanted, password);
  TRY_AS(const world::HttpAnswer answer, ask_with_otp(session, desk.registry, std::move(request), otp));
  if (!is_good(answer)) return std::unexpected(refused(desk, *url, answer, true));
  const auto json = object_of(answer);
  if (!json || text_of(*json, "token").empty()) return fail(words_for_useless(desk.registry, answer, "a token"));
  CreatedToken created{base::Secret(text_of(*json, "token")), text_of(*json, "key"), text_of(*json, "expires"), "",
                       false};
  if (const auto why = why_no_token(created.token))
    return fail(fmt::format("{} sent something that is not a token: {}", desk.registry.host_port(), *why));
  if (created.token.reveal().find(created.key) == std::string::npos) created.id = created.key.substr(0, id_min_chars);
  if (!wanted.name.empty() && text_of(*json, "name").empty() && !providers::is_public_registry(desk.registry))
    created.was_made_in_legacy_form = lost_its_name(session, desk, created, otp);
  return created;
}

}  // namespace

std::string no_api(const npm::Url& registry, const providers::HostFamily& family) {
  return fmt::format("{} has no token API: its tokens are made and deleted by hand\n{}", registry.host_port(),
                     own_way(family, registry, ""));
}

bool ListedToken::is(const base::Secret& token) const {
  const std::string& t = token.reveal();
  if (!key.empty() && (key == base::sha256_hex(t))) return true;
  return telling_chars(begins) + ends.size() >= telling_min_chars && begins.size() + ends.size() < t.size() &&
         t.starts_with(begins) && t.ends_with(ends);
}

const ListedToken* find_own(const std::vector<ListedToken>& tokens, const base::Secret& token) {
  const ListedToken* found = nullptr;
  for (const ListedToken& t : tokens) {
    if (!t.is(token)) continue;
    if (found) return nullptr;
    found = &t;
  }
  return found;
}

std::vector<std::string> options_unknown_to_the_legacy_form(const NewToken& wanted) {
  std::vector<std::string> out;
  if (!wanted.description.empty()) out.emplace_back("--description");
  if (wanted.expires_days) out.emplace_back("--expires");
  if (!wanted.packages.empty()) out.emplace_back("--packages");
  if (wanted.packages_all) out.emplace_back("--packages-all");
  if (!wanted.scopes.empty()) out.emplace_back("--scopes");
  if (!wanted.orgs.empty()) out.emplace_back("--orgs");
  if (!wanted.permission.empty() && wanted.permission != "read-only") out.emplace_back("--permission");
  if (!wanted.orgs_permission.empty()) out.emplace_back("--orgs-permission");
  if (wanted.bypass_2fa) out.emplace_back("--bypass-2fa");
  return out;
}

Result<TokenDesk> desk_for(const Session& session, const RegistryAsked& asked) {
  const auto registry = npm::parse_url(asked.url);
  const auto url = api_url(asked.url, tokens_path);
  if (!registry || !url) return fail("the registry's address is not an http(s) address");
  const providers::HostFamily& family = providers::family_of(*registry);
  if (family.tokens.sure() && family.tokens.value == providers::Has::no)
    return fail(no_api(*registry, family), "", 0, "no-api");
  const npm::Decision decision = npm::credential_for_request(session.config(), *url);
  if (!decision.sent)
    return fail(fmt::format("not logged in to {}: e401 login --registry {}", registry->host_port(),
                            base::shell_word(without_user(*registry).shown())),
                "", 0, "none");
  TRY(must_travel_unheard(session.config(), *registry, {asked.trust_project, asked.is_given}));
  const bool of_project = npm::stranger_in_credential(session.config(), *decision.sent) != nullptr;
  const bool is_named = named_by_person(session, *url);
  if (!asked.trust_project && !is_named && (!asked.is_given || of_project))
    return fail(
        fmt::format("only this project's files name {}, so no credential is sent there (--trust-project allows it)",
                    registry->host_port()),
        "", 0, "untrusted");
  return TokenDesk{*registry, *decision.sent};
}

Result<std::vector<ListedToken>> list_tokens(const Session& session, const TokenDesk& desk, OneTime& otp) {
  std::vector<ListedToken> out;
  std::optional<npm::Url> url = api_url(desk.registry.href(), tokens_path);
  for (std::size_t page = 0; url && page < limits::token_pages_max; ++page) {
    TRY_AS(const world::HttpAnswer answer, ask_with_otp(session, desk.registry, request_of(desk, "GET", *url), otp));
    if (!is_good(answer)) return std::unexpected(refused(desk, *url, answer));
    const auto json = object_of(answer);
    const Json* objects = json ? json->find("objects") : nullptr;
    if (!objects || !objects->is_array()) return fail(words_for_useless(desk.registry, answer, "a list of tokens"));
    for (const Json& item : objects->items) {
      if (out.size() >= limits::tokens_listed_max)
        return fail(fmt::format("{} lists more than {} tokens", desk.registry.host_port(), limits::tokens_listed_max));
      out.push_back(listed(item));
    }
    const std::string* next = json->find_string({"urls", "next"});
    const npm::Url here = *url;
    url = next && !next->empty()
              ? npm::parse_url(next->starts_with("/-/") ? npm::request_url(desk.registry.href(), *next) : *next, &here)
              : std::nullopt;
    // The credential goes nowhere else, whatever the list says.
    if (url && url->origin() != desk.registry.origin())
      return fail(desk.registry.host_port() + " continues its list on another host: not followed", "", 0, "elsewhere");
  }
  if (url) return fail(fmt::format("the list of {} has no end", desk.registry.host_port()));
  give_ids(out);
  return out;
}

namespace {

// Is a token that was just made ended again? Where the registry did not say what to call it by, its list does.
bool is_taken_back(const Session& session, const TokenDesk& desk, const CreatedToken& created, OneTime& otp) {
  std::string key = created.key;
  if (key.empty())
    if (const auto tokens = list_tokens(session, desk, otp))
      if (const ListedToken* t = find_own(*tokens, created.token)) key = t->key;
  return !key.empty() && revoke_token(session, desk, key, otp);
}

std::string words_for_end(bool is_revoked) {
  return is_revoked ? "it was revoked again"
                    : "it still lives: `e401 token list` shows it, `e401 token revoke` ends it";
}

}  // namespace

// A registry that knows only npm 10's form of a token keeps no name and no end. What it was asked for is either
// possible in that form, or not made at all.
Result<CreatedToken> create_token(const Session& session, const TokenDesk& desk, NewToken wanted,
                                  const base::Secret& password, OneTime& otp) {
  wanted.read_only = wanted.read_only || wanted.permission == "read-only";
  const std::vector<std::string> lost = options_unknown_to_the_legacy_form(wanted);
  if (wanted.name.empty() && !lost.empty())
    return fail(base::join(lost, ", ") + ": only a token with a name can have that: --name NAME", "", 0, "nameless");
  if (wanted.name.empty() && providers::is_public_registry(desk.registry))
    return fail(desk.registry.host_port() + " makes tokens with a name only: --name NAME, and --expires DAYS", "", 0,
                "nameless");
  TRY_AS(CreatedToken created, ask_for_token(session, desk, wanted, password, otp));
  if (!created.was_made_in_legacy_form) return created;
  if (!lost.empty())
    return fail(fmt::format("{} made a token without {}, since it knows npm 10's form of tokens only (--read-only, "
                            "--cidr): {}",
                            desk.registry.host_port(), base::join(lost, ", "), take_back(session, desk, created, otp)),
                "", 0, "unlimited");
  if (!wanted.read_only) return created;
  if (!is_taken_back(session, desk, created, otp))
    return fail(desk.registry.host_port() +
                    " made a token that may write, where one that may only read was wanted: " + words_for_end(false),
                "", 0, "unlimited");
  wanted.name.clear();  // the form in which it knows "read-only"
  TRY_AS(created, ask_for_token(session, desk, wanted, password, otp));
  created.was_made_in_legacy_form = true;
  return created;
}

std::string take_back(const Session& session, const TokenDesk& desk, const CreatedToken& created, OneTime& otp) {
  return words_for_end(is_taken_back(session, desk, created, otp));
}

Result<void> revoke_token(const Session& session, const TokenDesk& desk, const std::string& key, OneTime& otp) {
  const auto url = api_url(desk.registry.href(), std::string(tokens_path) + "/token/" + percent_encode(key));
  TRY_AS(const world::HttpAnswer answer, ask_with_otp(session, desk.registry, request_of(desk, "DELETE", *url), otp));
  if (!is_good(answer)) return std::unexpected(refused(desk, *url, answer));
  return {};
}

}  // namespace e401::account
