// `login`: a credential from a registry or a person, proven, filed in the user's npmrc under the keys that npm looks
// for, and proven again as npm will find it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "account/prove.h"
#include "account/session.h"
#include "account/web_flow.h"

namespace e401::account {

enum class AuthType { automatic, web, legacy, token };

struct LoginRequest {
  std::string registry;            // as configured or given
  std::string scope;               // "@acme"; "": none
  bool registry_is_given = false;  // --registry: the person named it
  bool trust_project = false;
  bool store_unproven = false;  // --unproven
  AuthType type = AuthType::automatic;
  OneTime otp;
};

struct Filed {
  std::string key;
  std::string path;
  int line = 0;
};

struct LoginDone {
  std::string registry;  // as it was used: with its last "/"
  std::string name;      // whose the credential is, where the host says so
  std::vector<Filed> filed;
  std::vector<std::string> removed_keys;  // stale fields of the same registry
  std::string hidden_by;                  // "./.npmrc:3", "env:...": what npm uses instead; "" nothing
  std::string scope_hidden_by;            // what maps the scope to another registry all the same; "" nothing
  Proof proof;                            // of what npm will send from now on
};

// Which flow a host has, by what is known of it; `automatic` where only asking tells.
AuthType default_type(const providers::HostFamily& family);

// Error.code: "no-flow" (nothing but the vendor's own way: in the words), "untrusted", "refused", "unproven", "EOTP",
// "elsewhere", ...
base::Result<LoginDone> login(const Session& session, const LoginRequest& request);

// The ways to a credential of this host, and the vendor's own, for people: several lines.
enum class Logins { as_known, none };  // none: this one was asked, and takes no logins
std::string own_way(const providers::HostFamily& family, const npm::Url& registry, const std::string& scope,
                    Logins logins = Logins::as_known);

}  // namespace e401::account
