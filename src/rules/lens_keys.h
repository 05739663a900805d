// What the rules about keys ask and do alike: which requests go out with nothing though a credential could help, which
// credentials are filed under which address, and the edits that file one where it belongs.
#pragma once

#include <string>
#include <vector>

#include "rules/lens.h"
#include "rules/meant.h"
#include "rules/what_if.h"

namespace e401::rules {

// A refusal that a credential could turn: 401 and 403, ENEEDAUTH, 404 where the host hides what is private.
bool credential_could_help(const Concern& c);
// Failing requests that nothing is sent with (or not by every look-up) though a credential could help; indexes of
// concerns.
std::vector<std::size_t> starved(const Facts& facts);

// All entries that were filed under one address: a token, or a user name and a password.
struct Filed {
  std::string prefix;               // "//h/path/", as npm reads it; without the last slash where the line lacks it
  std::string host, port, path;     // path with its last slash
  std::vector<const Meant*> lines;  // in form, and counting for their key
  bool complete = false;            // npm would send it with a request below the prefix
  std::string host_port() const { return port.empty() ? host : host + ":" + port; }
};
std::vector<Filed> filed_credentials(const Facts& facts, const std::vector<Meant>& meant);

// A scoped package is looked for at npm's default registry, and a credential for a host that nothing routes to lies
// about: then a missing
// @scope:registry explains the 404 at least as well as whatever is wrong with the credential for the default registry.
bool may_lack_scope_mapping(const Facts& facts, const Concern& c, const std::vector<Filed>& filed);

// "~/.npmrc:3", "env:NPM_TOKEN", "--//h/:_authToken of the command line".
std::string place_words(const Facts& facts, const npm::Entry& entry);
std::string file_words(const Facts& facts, const std::string& path);
std::vector<findings::Evidence> at_all(const std::vector<const Meant*>& lines, std::string note = {});

// The lines of a file get "PREFIX:FIELD=" before their value, whatever stood there. No fix (empty changes) for entries
// that stand in no file.
findings::Fix refile(const Facts& facts, const Concern& c, const std::vector<const Meant*>& lines,
                     const std::string& prefix, std::string id);
// The same credential under one more prefix, below its own lines.
findings::Fix file_again(const Facts& facts, const Concern& c, const std::vector<const Meant*>& lines,
                         const std::string& prefix, std::string id);
// For entries of the environment or the command line: what to type instead.
findings::Fix set_again(const Facts& facts, const std::vector<const Meant*>& lines, const std::string& prefix);
// refile or file_again where they can be made and then help (cures()), set_again for entries in no file; else nullopt.
enum class Filing { instead, besides };
std::optional<findings::Fix> file_under(const Facts& facts, const Concern& c, const std::vector<const Meant*>& lines,
                                        const std::string& prefix, std::string id, Filing filing);
// Commands and a sentence where only a person can go on: the other way to the same end.
findings::Fix by_hand(const Facts& facts, const Concern& c, const std::string& key);

}  // namespace e401::rules
