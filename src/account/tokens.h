// The registry's own list of tokens: npm's token API, in its present fields and its legacy form.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "account/session.h"
#include "account/web_flow.h"
#include "npm/credentials.h"

namespace e401::account {

struct ListedToken {
  std::string key;  // its id, as far as it is safe to show
  std::string id;   // the shortest beginning of the key that is nobody else's
  std::string name, created, expires;
  bool readonly = false, revoked = false;
  bool bypass_2fa = false;
  std::vector<std::string> cidr, packages, scopes, orgs;
  bool packages_all = false;
  std::string permission, orgs_permission;
  std::string begins, ends;  // of the token's text, as the registry shows it: for comparing, never for output
  bool is(const base::Secret& token) const;  // by what the registry shows of it, or by a digest as its key
};
// The one that is this token; nullptr where none is, or what is shown of them does not tell them apart.
const ListedToken* find_own(const std::vector<ListedToken>& tokens, const base::Secret& token);

// The registry, the credential that npm sends there, and whether that may be done.
struct TokenDesk {
  npm::Url registry;
  npm::Credential credential;
};
struct RegistryAsked {
  std::string url;
  bool is_given = false;
  bool trust_project = false;
};
// Error.code "none" (not logged in), "untrusted", "no-api" (in the vendor's own words).
base::Result<TokenDesk> desk_for(const Session& session, const RegistryAsked& asked);

base::Result<std::vector<ListedToken>> list_tokens(const Session& session, const TokenDesk& desk, OneTime& otp);

struct NewToken {
  std::string name;  // "": the legacy form
  std::string description;
  std::optional<int> expires_days;
  std::vector<std::string> packages, scopes, orgs, cidr;
  bool packages_all = false, read_only = false, bypass_2fa = false;
  std::string permission, orgs_permission;
};
// The options of `token create` that npm 10's form of a token does not know: "--expires", ... It knows --read-only and
// --cidr.
std::vector<std::string> options_unknown_to_the_legacy_form(const NewToken& wanted);

struct CreatedToken {
  base::Secret token;
  std::string key, expires;
  std::string id;  // the beginning of the key, for people; "" where there is none to show
  // The registry took the present form for npm 10's (Verdaccio does): it has no name there.
  bool was_made_in_legacy_form = false;
};
// A token as it was asked for, or none: one that a registry made without the limits that were asked for is revoked
// again. The token is not told to hands().learn: who wants to show it may. Error.code "nameless" (options that need a
// name, or a registry that does), "unlimited", "refused", "EOTP", ...
base::Result<CreatedToken> create_token(const Session& session, const TokenDesk& desk, NewToken wanted,
                                        const base::Secret& password, OneTime& otp);
// A new token that did not get to where it was meant for must not live on. How that ended, for people: "it was revoked
// again", or where it can be ended.
std::string take_back(const Session& session, const TokenDesk& desk, const CreatedToken& created, OneTime& otp);
// For people: the host makes and deletes tokens by hand only, and how.
std::string no_api(const npm::Url& registry, const providers::HostFamily& family);
// key: whole.
base::Result<void> revoke_token(const Session& session, const TokenDesk& desk, const std::string& key, OneTime& otp);

}  // namespace e401::account
