// What kinds of registry there are, and how each behaves: how it is recognised, what its answers mean, which endpoints
// it has, how one gets a credential there, in the vendor's own words. Data, one file a family (hosts/), with the mark
// of where each fact is known from; a fact marked `uncertain` never drives a change and never proves a cause.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "npm/url.h"
#include "providers/token_shapes.h"

namespace e401::providers {

template <class T>
struct Fact {
  T value{};
  Mark mark = Mark::uncertain;
  bool sure() const { return mark != Mark::uncertain; }
};

enum class Has : std::uint8_t { unknown, yes, no };

// What a host says about the credential, or about what was asked, in one refusal.
enum class Says : std::uint8_t {
  nothing,             // the answer does not tell
  nobody,              // no credential arrived there
  nobody_or_unknown,   // no credential, or one it does not know: the words are the same
  unknown_credential,  // a credential it does not know
  wrong_password,
  expired,
  revoked,
  lacks_permission,  // a good token without the permission (scope) for this
  no_read_right,     // the account may not read this package
  no_write_right,    // the account may not publish this package
  wrong_owner,       // the scope is not (this) owner's
  absent,            // there is no such package or version
  version_exists,
  second_factor,  // a one-time password, or a token that needs none
  needs_plan,     // payment required
  other_address,  // the credential is bound to other network addresses
  policy,         // quarantined, blocked by a rule of the host: nothing to do with credentials
};
std::string_view name_of(Says says);

// One answer, as far as its meaning goes. Views into the caller's text.
struct AnswerWords {
  std::string_view method = "GET";
  int status = 0;
  std::string_view challenge;  // www-authenticate
  std::string_view body;       // or what npm's log shows of it
  std::string_view server;
};

struct Saying {
  int status;              // 0: any refusal (401, 403, 404, ...)
  std::string_view words;  // lower case, somewhere in body or challenge; "" any
  Says says;
  Mark mark;
  enum class When : std::uint8_t { any, reading, writing } when = When::any;
};

struct HostFamily {
  std::string_view id;                                     // "github"
  std::string_view name;                                   // "GitHub Packages"
  bool (*recognises)(const npm::Url& registry) = nullptr;  // by host or path; nullptr: by its answers only
  bool (*recognises_answer)(const AnswerWords& answer) = nullptr;
  // Owners who do not know each other share the host: no key for the whole host (TRUST 6).
  bool shared_by_tenants = false;
  Fact<bool> hides_private;            // 404 where it means "not for you"
  Fact<bool> denies_with_401;          // a good credential without the right gets 401, not 403
  Fact<bool> tells_bad_from_none;      // refusals of a bad credential and of none differ
  Fact<bool> ignores_bad_when_public;  // a bad credential reads what is public
  Fact<Has> whoami, ping, tokens, web_login, legacy_login;
  Fact<bool> whoami_names_nobody;  // whoami answers 200 to nobody, without a name (or "anonymous")
  Fact<bool> takes_bearer, takes_basic;
  std::string_view token_page;               // where a person makes a token, in the vendor's words; "" none
  std::string_view read_right, write_right;  // what a token needs, in the vendor's words
  std::string_view lifetime;                 // how long its tokens live; "" not known
  std::span<const Saying> sayings;
  std::string_view url_shape;  // "https://HOST/artifactory/api/npm/REPO/"
  // Where the host says of a token what it is and when it ends: GET with that token, an object with "active",
  // "expires_at", "created_at", "name". "" where the registry's address does not tell.
  std::string (*about_token)(const npm::Url& registry) = nullptr;
  // What to type for a new credential; empty: by hand only. Arguments: registry as configured, scope ("@acme" or "").
  std::vector<std::string> (*login)(const npm::Url& registry, std::string_view scope) = nullptr;
  // A command that prints a fresh token and nothing else, for a variable; nullptr: there is none.
  std::string (*token_command)(const npm::Url& registry) = nullptr;
};

std::span<const HostFamily* const> all_families();
const HostFamily* family_named(std::string_view id);  // nullptr: no such id
// By the address alone; the family "generic" where nothing fits. Never a guess: a company's own host name says nothing.
const HostFamily& family_of(const npm::Url& registry);
// By the address, and where that says nothing, by what the host answered.
const HostFamily& family_of(const npm::Url& registry, const AnswerWords& answer);
bool is_public_registry(const npm::Url& registry);  // npm's own, under any of its names

struct Meaning {
  Says says = Says::nothing;
  Mark mark = Mark::uncertain;
  bool sure() const { return mark != Mark::uncertain; }
};
// The family's own words first, then those that any registry may use.
Meaning meaning_of(const HostFamily& family, const AnswerWords& answer);

// Is this the address of a registry, as its family forms them?
struct AddressShape {
  enum class Kind : std::uint8_t { fits, web_page, incomplete, unknown } kind = Kind::unknown;
  std::string wanted;       // the right address, with words in capitals where the wrong one does not tell
  std::string_view family;  // whose
};
AddressShape shape_of_address(const npm::Url& registry);

// The keys ("//host/path/") a new credential for this registry is filed under: one, and two for Azure.
std::vector<std::string> keys_for_new_credential(const npm::Url& registry);

// How a token is sent to a host: as it is, or as the password of a user name (Basic).
struct TokenForm {
  bool is_password = false;
  std::string_view user_name;  // of a password: any will do, this one is taken; "": the host wants a certain one
};
TokenForm form_of_token(const HostFamily& family, const base::Secret& token);

// What to type, or where to go, to get a new credential; never empty.
struct NewCredential {
  std::vector<std::string> commands;  // filled in; may be empty where only the page helps
  std::string token_command;          // prints a fresh token; may be empty
  std::string page;                   // "github.com -> Settings -> ..."; may be empty
  std::string right;                  // what it needs ("read:packages"); may be empty
};
enum class For : std::uint8_t { reading, publishing };
NewCredential new_credential(const HostFamily& family, const npm::Url& registry, std::string_view scope, For purpose);

}  // namespace e401::providers
