// Which registry a package goes to and which it was meant to go to: the questions that the routing rules share. A route
// is a registry that some setting names; a help is what a file that npm does not read would add to a request.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/lens.h"

namespace e401::rules {

// --- answers ---

// The name of the asked host leads nowhere: by DNS, or by a proxy that says so in its own answer.
bool host_is_unknown(const Answer& a);
// No HTTP answer of the host itself came back (unknown, refused, reset, timed out, or a proxy that could not connect).
bool is_unreachable(const Answer& a);
// A page for people, that asks who they are.
bool is_login_page(const Answer& a);
// The first answer of a concern (as sent, anonymous, by the log) with this trouble; nullptr: none.
const Answer* answer_with(const Concern& c, std::string_view trouble);

// --- credentials and routes ---

// A credential that npm would send somewhere: a well-formed key with a value that is neither empty nor an unset
// variable.
struct Keyed {
  std::string prefix;  // "//h:1/p/" as in the key
  std::string host;    // "h:1"
  std::string path;    // "/p/"
  const npm::Entry* entry = nullptr;
};
std::vector<Keyed> keyed_credentials(const Facts& facts);
// Those whose host no route of this configuration uses, but for the public registry.
std::vector<Keyed> unused_credentials(const Facts& facts);
// "https://h:1/p/": the registry that such a key belongs to, as far as the key tells.
std::string registry_of_key(const Keyed& key);
// Any line or variable that was meant as a credential for this host, whatever is wrong with it.
bool credential_meant_for(const Facts& facts, std::string_view host_port);

struct Route {
  std::string key;  // "@acme:registry", "registry", "publishConfig"
  std::string url;
  npm::Url parsed;
  const npm::Entry* entry = nullptr;  // nullptr: npm's default, or publishConfig
};
std::vector<Route> routes(const Facts& facts);
// Same origin and path, but for a last slash.
bool same_registry(std::string_view a, std::string_view b);
std::string with_last_slash(std::string_view url);
// The line that names the registry, also for requests that a lockfile names.
void add_route_line(const Concern& c, std::vector<findings::Evidence>& out, std::string note = {});

// Scopes ("@acme") of what the project depends on, by package.json and lockfile, and of the project itself, in order,
// once each.
std::vector<std::string> project_scopes(const Facts& facts);
// The registry itself names this host for the tarball that a lockfile pins: the lockfile only repeats it.
bool registry_names_host(const Concern& c);
// The command that writes a setting where this project reads it.
std::string set_command(std::string_view key, std::string_view value, std::string_view location);

// --- files that npm does not read ---

// What a document would add to a failing request if it were read as `as` (the project's or the user's file).
struct Help {
  std::vector<std::size_t> lines;    // that map the package and hold a credential for it, in order
  std::vector<std::size_t> secrets;  // of those: credentials whose value stands in the file itself
  std::string registry;              // the registry that the package would then go to; "" as now
  bool empty() const { return lines.empty(); }
};
Help help_of(const Facts& facts, const Concern& c, const npm::RcDocument& document, npm::Layer as);
// The layer that a stray file was meant to be.
npm::Layer meant_layer(const Facts& facts, const StrayFile& stray);
bool is_global_mode(const Facts& facts);
// A file of somebody's own making ("npmrc.bak", "npmrc.example"), not a misspelt name.
bool is_copy_name(std::string_view file_name);

void add_lines(const npm::RcDocument& document, const std::vector<std::size_t>& lines,
               std::vector<findings::Evidence>& out);
// Lines of one document, with their line ends made the target's, appended to the file of a layer (created 0600 if
// missing).
findings::FileChange append_lines(const Facts& facts, const npm::RcDocument& from,
                                  const std::vector<std::size_t>& lines, npm::Layer to);
findings::FileChange delete_lines(const npm::RcDocument& document, const std::vector<std::size_t>& lines);

}  // namespace e401::rules
