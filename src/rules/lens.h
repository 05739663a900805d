// What rules ask of a concern again and again, in one place, so that "a credential was sent and refused" means the same
// everywhere; and the builders of evidence and fixes.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "findings/finding.h"
#include "rules/facts.h"

namespace e401::rules {

// --- questions ---

std::vector<std::size_t> failing(const Facts& facts);  // indexes of concerns that fail, the failing request first
bool looks_like_access(const Concern& c);  // 401, 403, 404, ENEEDAUTH, EALLOWREMOTE: a credential may be the reason
bool nothing_sent(const Concern& c);       // no credential goes with it (or ENEEDAUTH for lack of the exact key)
bool sent_and_refused(const Concern& c);   // a credential goes with it, and it is refused (401, 403, 404)
bool is_misspelt_public_name(const Concern& c);
bool is_public_registry(const Concern& c);  // npm's default registry is asked
bool hides_private(const Concern& c);  // a host that says 404 where it means "not for you" (public registry, GitLab)
bool proven_now(const Concern& c);     // asked again and still failing (not only in an old log)
// Does this entry (a credential) cover the concern's address if its key were well-formed: same host:port and path rule?
bool covers(const std::string& prefix, const npm::Url& url);
// All entries of a layer's document or a stray one that look like credentials or registry mappings.
std::vector<const npm::RcLine*> credential_lines(const npm::RcDocument& document);
const npm::RcDocument* document_of(const Facts& facts, const npm::Entry& entry);  // nullptr: not in a file
bool is_credential_key(std::string_view key);     // "//h/:_authToken", "_auth", "https://h/:_authToken", ...
bool is_registry_key(std::string_view key);       // "registry", "@x:registry"
bool legal_header_value(std::string_view value);  // may an HTTP header carry it? Node refuses the others before it asks
bool host_in_use(const Facts& facts,
                 std::string_view host_port);  // some registry that the configuration routes to has it

// The package.json that a request is about: a workspace's, a published folder's, else the project's own if it has that
// name or none.
struct OwnPackage {
  const base::Json* json = nullptr;  // nullptr: the package is not one of this project
  const base::Source* source = nullptr;
  std::string path;
};
OwnPackage package_of(const Facts& facts, const Concern& c);

// --- evidence ---

findings::Evidence at(const npm::Entry& entry, std::string note = {});  // env:NAME for variables
findings::Evidence at(const npm::RcDocument& document, std::size_t line, std::string note = {});
findings::Evidence at_variable(std::string_view name, std::string note = {});  // env:NAME
findings::Evidence at(const base::Place& place, std::string note = {});
findings::Evidence registry_line(const Concern& c,
                                 std::string note = {});  // where the registry is named; file "" if npm's default
// The lines that the evidence points at, masked, where the facts have the file; the rules name places only.
void show_lines(const Facts& facts, findings::Finding& finding);
void add_registry_line(const Concern& c, std::vector<findings::Evidence>& out,
                       std::string note = {});  // nothing for npm's default

// --- findings ---

// A finding about concern number i, with host, concern, explains_failure filled in. proven: error, else warning
// ("likely").
findings::Finding about(const Facts& facts, std::size_t i, std::string_view code, bool proven);
// "GET https://h/@a%2fb answered 401 (…message…)": what was asked and what came back, printable, without secrets.
std::string what_happened(const Concern& c);

// --- fixes ---

std::string content_hash(const npm::RcDocument& document);
findings::FileChange edit_of(const npm::RcDocument& document);  // empty edit list, hash filled in
void replace_span(findings::FileChange& change, base::Span span, base::Secret text);
void delete_line(findings::FileChange& change, const npm::RcDocument& document, std::size_t line);  // with its line end
void insert_after(findings::FileChange& change, const npm::RcDocument& document, std::size_t line,
                  base::Secret text);  // own line end
void append_line(findings::FileChange& change, const npm::RcDocument& document, base::Secret text);
// A change that adds a line to the user's npmrc (or creates it, 0600).
findings::FileChange add_to_user_rc(const Facts& facts, base::Secret line);
findings::FileChange add_to_project_rc(const Facts& facts, base::Secret line);
std::string user_rc_path(const Facts& facts);
// The key "//host/path/" (nerf dart) that belongs to a concern's registry: what a new credential must be filed under.
std::string key_for(const Concern& c);
// Does a project's file name the address that is asked (TRUST 1; whose line it is: npm/strangers.h)?
bool address_is_strangers(const Facts& facts, const Concern& c);
// ... and nothing of the person's names its host or trusts it: `--yes` does not bind there (TRUST 6).
bool named_by_project_only(const Facts& facts, const Concern& c);
findings::Fix manual(std::string id, std::string description, std::vector<std::string> commands = {});
findings::Fix ask_server_admin(std::string id, std::string description);

}  // namespace e401::rules
