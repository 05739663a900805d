// All that the rules look at, gathered before any of them runs: plain data, so that a case can be saved and judged
// again. A Concern is one request that the client makes (or would make next), with the credential npm sends for it and
// what the host answers to it; most rules are predicates on the concerns that fail.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/source.h"
#include "npm/config.h"
#include "npm/credentials.h"
#include "npm/debug_log.h"
#include "npm/lockfile.h"
#include "npm/package_spec.h"
#include "npm/url.h"
#include "policy/policies.h"
#include "policy/user_config.h"

namespace e401::rules {

enum class Operation { install, ci, publish, whoami, view, ping, other };
std::string_view name_of(Operation operation);

// What came back for one request: from a probe now, or from npm's log.
struct Answer {
  bool asked = false;         // false: not looked at; `not_asked_why` says why
  std::string not_asked_why;  // "offline", "only the project names this host", "one Basic request a run", ...
  int status = 0;             // final status after redirects; 0: no HTTP answer
  // No HTTP answer: the same words as world::Trouble ("host-unknown", "tls-untrusted", "proxy-auth", ...); ""
  // otherwise.
  std::string trouble;
  std::string trouble_detail;
  std::string node_code;  // "SELF_SIGNED_CERT_IN_CHAIN", "ENOTFOUND", ...
  int proxy_status = 0;   // what a proxy answered to CONNECT, where it opened no way to the host
  std::string tls_issuer;
  bool trusted_by_system = false;
  std::string www_authenticate, npm_notice, content_type, server, retry_after, location, via;
  std::vector<std::pair<std::string, std::string>> headers;  // all, lower-case names
  std::string body;                                          // bounded
  std::string message;        // the reason in the body: error, message, reason, detail, errors[0].message; printable
  bool is_json = false;       // the body is a JSON object or array
  bool is_packument = false;  // JSON with versions, as an install needs it
  std::string tarball;   // a packument's: dist.tarball of the version that is wanted, else of the latest; "" not known
  bool is_html = false;  // content-type or body says so
  std::vector<std::string> hops;        // addresses of redirects, in order, the final one last
  bool credential_dropped = false;      // a redirect led to another host name, so npm drops the credential
  std::optional<std::string> username;  // whoami: the name in the answer
  std::int64_t elapsed_ms = 0;
  bool ok() const { return asked && status >= 200 && status < 300 && trouble.empty(); }
  bool refused() const { return asked && (status == 401 || status == 403); }
};

// A credential that npm does not send for this request although it covers it (hidden, superseded, shorter key), tried
// instead.
struct Alternative {
  npm::Considered considered;
  npm::Credential credential;
  Answer answer;
};

// publish: every write to a package (also deprecate, dist-tag, unpublish, owner); endpoint: what lies below /-/ and is
// about no package's document or tarball (tokens, search, audit).
enum class Purpose { packument, tarball, whoami, publish, ping, endpoint };
std::string_view name_of(Purpose purpose);

struct Concern {
  Purpose purpose = Purpose::packument;
  Operation operation = Operation::install;
  std::string method = "GET";    // the client's method; PUT is never sent by us
  npm::PackageSpec spec;         // empty for whoami and ping
  npm::RegistryChoice registry;  // of the package (or the default registry)
  std::string url_text;          // as npm would form it
  std::string written_to;        // writes: the client's own address where another one is read
                                 // ("/-/package/x/dist-tags/beta"); "" the same
  std::optional<npm::Url> url;   // nullopt: npm cannot form it
  std::string host;              // host[:port]
  base::Place named_at;   // where package or address is named: package.json, lockfile, publishConfig; may be empty
  std::string resolved;   // lockfile tarballs: the text in the lockfile (url may differ: replace-registry-host)
  std::string integrity;  // lockfile tarballs
  bool from_lockfile = false;
  bool from_publish_config = false;  // the registry is publishConfig's
  bool is_failing_request = false;   // it is the request of the failing run
  bool leads_to_failing = false;     // asked in place of it: the packument that names the tarball which failed
  int parent = -1;                   // tarballs: index of the packument concern whose dist.tarball named it

  npm::Decision decision;                // HTTP layer: what is sent, and who lost
  bool wants_exact_key = false;          // publish, whoami: npm also wants credentials_by_uri
  std::optional<npm::Credential> exact;  // what credentials_by_uri finds

  // npm stops before it asks: "ENEEDAUTH", "EALLOWREMOTE", "ERR_INVALID_URL", "ERR_INVALID_CHAR"; "" it asks.
  std::string stopped_by;

  Answer logged;                 // what npm's log says came back (asked = in the log)
  bool logged_is_stale = false;  // an npmrc has changed since: what the log says proves nothing any more
  Answer as_sent;                // GET with what npm sends (publish: GET of the packument)
  Answer anonymous;              // the same without a credential
  Answer whoami;                 // GET registry/-/whoami with the credential (bearer only)
  Answer ping;                   // GET registry/-/ping, anonymous
  Answer at_public;              // the packument at npm's default registry, anonymous
  Answer at_registry;  // locked tarballs that fail: the packument at the package's registry, as npm would ask for it
  std::string registry_tarball;  // dist.tarball of the locked version in at_registry; "" not known
  std::vector<Alternative> alternatives;

  bool sent() const { return decision.sent.has_value(); }
  bool writes() const { return method != "GET"; }
  bool is_direct() const {
    return purpose == Purpose::tarball && spec.type == npm::PackageSpec::Type::remote;
  }  // a dependency given as an address
  // Does it fail? By the probe if there was one, else by npm's own stop or the log.
  bool fails() const;
  // The status to judge by: the client's own for writes, else the probe's, else the log's.
  int status() const;
  const Answer& verdict() const;  // the answer that status() is of
};

// A file that looks like an npmrc and that npm does not read.
struct StrayFile {
  enum class Why { wrong_name, parent_folder, home_not_read, workspace_member, project_in_global_mode };
  Why why = Why::wrong_name;
  std::shared_ptr<const npm::RcDocument> document;
  std::string read_instead;  // the path npm reads in its place
};

struct CiFacts {
  std::string provider;            // "github", "gitlab", "azure", "circleci", "travis", ...; "" none
  bool untrusted_run = false;      // a fork's or Dependabot's run, as the environment says
  std::string untrusted_evidence;  // the variable that says so
};

// A package.json beside the project's own: a workspace's, or that of a folder which is published.
struct PackageFile {
  std::string path;
  std::shared_ptr<const base::Source> source;
  std::shared_ptr<const base::Json> json;  // an object; never null
  const std::string* name() const { return json->find_string({"name"}); }
};

// npm failed for a reason that no registry has: a script, git, a peer conflict.
struct LocalFailure {
  std::string command;  // "install"
  std::string reason;   // "ERESOLVE", "git's exit code 128"
  std::int64_t age_s = 0;
};

struct Facts {
  npm::Config config;  // as the failing command saw it (its argv), else as the next one will
  Operation operation = Operation::install;
  bool operation_known = false;  // from the log or --for; else assumed install
  bool offline = false;
  bool trusted = false;       // --trust-project
  policy::UserConfig own;     // the person's configuration of e401
  policy::Policies policies;  // the organisation's files that apply here
  std::int64_t now_s = 0;

  std::optional<npm::LoggedRun> log;  // the failing run
  std::string log_path;
  std::int64_t log_age_s = 0;
  bool log_is_npms = false;  // it lies where the person's own npm writes: no project file can have brought it along
  bool rc_changed_since_log = false;  // an npmrc or the package.json was written after the log ended
  // So was one that a stranger may have written: the log vouches for nothing in it.
  bool project_changed_since_log = false;
  // What npm's own logs show of runs in this project that went well, and that no file of a stranger is younger than.
  std::vector<npm::LoggedRequest> worked_requests;
  std::optional<LocalFailure> local_failure;  // of the newest run, where that is not the one of `log`

  std::string package_json_path;
  std::shared_ptr<const base::Source> package_json_source;
  std::optional<base::Json> package_json;  // nullopt: none, or not readable
  std::string package_json_error;
  std::vector<PackageFile> members;    // the workspaces
  std::vector<PackageFile> published;  // those that a publish is about; empty: the project's own, if any
  std::optional<npm::Lockfile> lockfile;
  std::vector<StrayFile> strays;
  std::vector<const npm::RcDocument*> documents() const;  // of the layers that were read
  CiFacts ci;

  std::vector<Concern> concerns;  // the failing request first
  std::size_t requests_made = 0;  // by the probe, redirects not counted
  std::size_t hosts_asked = 0;
};

}  // namespace e401::rules
