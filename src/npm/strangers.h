// TRUST 1: which settings a stranger wrote, and by which of them a stranger could hear what is sent. A project's files
// come with a clone, and so does what they make npm read or export. Pure; everybody who sends, stores or binds a
// credential asks here and nowhere else.
#pragma once

#include <string>
#include <string_view>

#include "npm/config.h"
#include "npm/credentials.h"

namespace e401::npm {

enum class ProjectTrust { none, full };  // full: the person said so (--trust-project)

// Inside the project's folder. What lies in the person's home is not, where the home itself is in the project.
bool lies_in_project(const Config& config, std::string_view path);

// A line of the project's npmrc, of any file inside the project, or of a user or global file that the project names;
// and a variable npm_config_* that npm made of such a line for the scripts and programs that it starts.
bool is_strangers(const Config& config, const Entry& entry);

// The strongest entry of a key that is the person's; nullptr: none, npm's default would count.
const Entry* own_entry(const Config& config, std::string_view key);

// The setting by which a stranger chose the person's user file; nullptr: it is the person's.
const Entry* stranger_naming_user_file(const Config& config);

// Does anything of the person's name this host ("h", "h:8443"), as a credential's key or as a registry? The public
// registry is npm's own default.
bool named_by_person(const Config& config, std::string_view host_port);

// A stranger's setting by which others could hear what goes to the right host: its proxy, its roots, no check of
// certificates at all; nullptr: none.
const Entry* stranger_on_the_way(const Config& config);

// A stranger's proxy whose address holds a variable's value or a password: every request would tell it, one without a
// credential too. nullptr: none.
const Entry* stranger_proxy_that_tells(const Config& config);

// The first variable whose value a stranger's address would tell whom it names; "": none. A host that a variable of
// the person's names whole ("${COMPANY_REGISTRY}/npm/") is the person's, and that variable tells nothing new.
std::string variable_told(const Config& config, const Entry& address, const Url& url);

// The part of a credential that is a stranger's line: the secret, its user name, a client certificate; nullptr: none.
const Entry* stranger_in_credential(const Config& config, const Credential& credential);

// Is something of the person's in a credential: a line of theirs, the value of a variable, a file outside the project?
bool holds_persons_secret(const Config& config, const Credential& credential);

// Is a credential the text of variables that are not set ("${NPM_TOKEN}")? npm sends it as it stands; it is nobody's
// secret.
bool is_unset_variables_text(const Config& config, const Credential& credential);

// Plain http, named by a stranger, to a host that the person (or npm) asks by https: everybody on the way would hear.
bool is_downgrade(const Config& config, const Url& url, bool named_by_stranger);

}  // namespace e401::npm
