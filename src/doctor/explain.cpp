#include "doctor/explain.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/redact.h"
#include "base/text.h"
#include "findings/machine_text.h"
#include "npm/url.h"

namespace e401::doctor {
namespace {

struct CodeMeaning {
  std::string_view code;
  std::string_view meaning;
  std::string_view causes;   // comma list, the likeliest first
};

constexpr std::array<CodeMeaning, 18> codes{{
    {"E401", "The host wants a credential and got none, or one that it does not accept. npm's sentence (\"your authentication token seems to be invalid\", \"Incorrect or "
             "missing password\") is chosen from the server's WWW-Authenticate header alone: it says nothing about what was sent.",
     "no-credential-for-registry,env-var-unset-in-npmrc,token-invalidated,token-expired,auth-key-host-mismatch"},
    {"E402", "The registry wants a paid plan: a scoped package is private unless --access public says otherwise.", "private-needs-paid-plan"},
    {"E403", "The host knows who asks and says no: a missing permission, a version that is there already, a policy, or a block. A new login does not change that.",
     "token-scope-insufficient,package-access-not-granted,account-not-owner,publish-conflict-masked,otp-required"},
    {"E404", "The package is not there, or the host hides it from who asks: the public registry and GitLab say 404 where others say 401. On a PUT it means \"not allowed\".",
     "package-or-version-absent,no-credential-for-registry,scope-mapping-missing,token-expired,package-access-not-granted"},
    {"E400", "The host could not make sense of the request; a redirect to a store that refuses a second credential, or a repository that takes no uploads, answer so.",
     "publish-endpoint-wrong,redirect-to-foreign-host"},
    {"E405", "The address does not take this method: a group, virtual or mirror repository cannot be published to.", "publish-endpoint-wrong"},
    {"E407", "A proxy on the way wants credentials; the registry was not reached.", "proxy-auth-misread"},
    {"E409", "The version is there already, or two publishes met.", "publish-conflict-masked"},
    {"E429", "Too many requests: the host throttles this address or account.", "ip-or-rate-block"},
    {"ENEEDAUTH", "npm did not ask anyone: publish and whoami look for a credential under exactly one key, made from the registry's address, and found none.",
     "no-credential-for-registry,auth-key-trailing-slash,auth-key-too-wide-for-publish,env-token-var-not-read,publishconfig-registry-mismatch"},
    {"EOTP", "The registry wants a second factor: a one-time password, or a token that may go without.", "otp-required"},
    {"EAUTHIP", "The token is bound to other addresses (its CIDR list).", "ip-or-rate-block"},
    {"ERR_INVALID_AUTH", "npm did not start: a file holds a credential that is not tied to a registry, which npm 9 and later refuse.", "unscoped-auth-rejected"},
    {"EALLOWREMOTE", "npm 12 did not ask: the tarball's address lies outside of the registry's own address (allow-remote).",
     "lockfile-foreign-host,tarball-outside-registry,tarball-url-wrong-server,cross-host-tarball-no-auth"},
    {"SELF_SIGNED_CERT_IN_CHAIN", "The host's certificate comes from an authority that Node does not trust.", "tls-ca-untrusted"},
    {"DEPTH_ZERO_SELF_SIGNED_CERT", "The host's certificate is its own authority; Node trusts no such certificate.", "tls-ca-untrusted"},
    {"UNABLE_TO_VERIFY_LEAF_SIGNATURE", "The host's certificate comes from an authority that Node does not trust, or the host leaves out its chain.", "tls-ca-untrusted"},
    {"ENOTFOUND", "No such host: the name in the address has no address.", "registry-host-unknown"},
}};

// Words of hosts that name the cause by themselves (reply catalogue of the incident corpus).
struct Phrase {
  std::string_view words;
  std::string_view cause;
  std::string_view meaning;
};
constexpr std::array<Phrase, 19> phrases{{
    {"authentication token not provided", "no-credential-for-registry", "GitHub Packages got no credential at all; it wants one even for public packages."},
    {"User cannot be authenticated with the token provided", "token-invalidated", "GitHub does not know the token that was sent: deleted, mistyped, or another service's."},
    {"does not match expected scopes", "token-scope-insufficient", "The token works, but lacks a permission (read:packages or write:packages)."},
    {"permission_denied: read_package", "package-access-not-granted", "The token works, but this package is not shared with its owner."},
    {"permission_denied: write_package", "account-not-owner", "The token works, but may not write this package."},
    {"does not exist under owner", "package-or-version-absent", "GitHub has no such package under that owner."},
    {"Token is expired", "token-expired", "The host says that the token is past its end."},
    {"token expired", "token-expired", "The host says that the token is past its end."},
    {"failed verification: expired", "token-expired", "The host says that the token is past its end."},
    {"Token was revoked", "token-invalidated", "The host says that the token was revoked."},
    {"Props Authentication Token not found", "token-invalidated", "Artifactory does not know this token."},
    {"Bad Credentials", "password-wrong", "Artifactory refuses this user name and password."},
    {"insufficient_scope", "token-scope-insufficient", "The token works, but lacks a permission."},
    {"is not allowed to publish", "account-not-owner", "The registry knows the user, who may not publish this package."},
    {"is not allowed to access", "package-access-not-granted", "The registry knows the user, who may not read this package."},
    {"You cannot publish over the previously published versions", "publish-conflict-masked", "This very version is there already."},
    {"do not have permission to publish", "account-not-owner", "The account is not among the package's maintainers."},
    {"bypass 2fa enabled is required", "otp-required", "The package wants a second factor, which this token does not bypass."},
    {"Only one auth mechanism allowed", "redirect-to-foreign-host", "A redirect took the credential along to a store that refuses it."},
}};

std::string all_words(const npm::LoggedRun& run) {
  std::string out = run.stack_first;
  for (const auto* lines : {&run.error_lines, &run.notices})
    for (const std::string& line : *lines) out += "\n" + line;
  return out;
}

std::vector<std::string> list_of(std::string_view causes) {
  std::vector<std::string> out;
  for (std::string_view c : base::split(causes, ','))
    if (!c.empty()) out.emplace_back(c);
  return out;
}

std::string host_of(const std::string& url) {
  const auto parsed = npm::parse_url(url);
  return parsed ? parsed->host_port() : std::string();
}

std::string request_line(const npm::LoggedRequest& r) {
  std::string status = r.status ? std::to_string(r.status) : r.failure.empty() ? "---" : r.failure;
  return status + "  " + r.method + " " + base::printable(npm::shown_url(r.url)) + (r.attempt > 1 ? "  (attempt " + std::to_string(r.attempt) + ")" : "");
}

constexpr std::size_t requests_shown_max = 12;

}  // namespace

std::string meaning_of_code(std::string_view code) {
  for (const CodeMeaning& m : codes)
    if (m.code == code) return std::string(m.meaning);
  return {};
}

Explanation explain(const npm::LoggedRun& run) {
  Explanation e;
  for (const npm::LoggedRequest& r : run.requests)
    if (r.status >= 400 || !r.failure.empty()) e.requests.push_back(request_line(r));
  if (e.requests.size() > requests_shown_max) {
    e.requests.resize(requests_shown_max);
    e.requests.push_back("and more");
  }
  if (run.error_code.empty() && run.failed_status == 0) {
    e.meaning = run.finished_ok ? "This run ended well." : "No failure of npm's was found in this text.";
    return e;
  }
  const std::string host = host_of(run.failed_url);
  e.failure = run.error_code.empty() ? "status " + std::to_string(run.failed_status) : base::printable(run.error_code);
  if (!host.empty()) e.failure += " from " + base::printable(host);
  if (!run.failed_url.empty()) e.failure += " to " + (run.failed_method.empty() ? "" : run.failed_method + " ") + base::printable(npm::shown_url(run.failed_url));
  const std::string code = run.error_code.empty() ? "E" + std::to_string(run.failed_status) : run.error_code;
  e.meaning = meaning_of_code(code);
  for (const CodeMeaning& m : codes)
    if (m.code == code) e.causes = list_of(m.causes);
  if (e.meaning.empty() && (run.failed_status >= 500 || code.starts_with("E5"))) {
    e.meaning = "The host itself failed; it would do so for everybody.";
    e.causes = {"registry-outage"};
  }
  const std::string words = all_words(run);
  for (const Phrase& p : phrases) {
    if (words.find(p.words) == std::string::npos) continue;
    e.meaning = p.meaning;
    std::erase(e.causes, std::string(p.cause));
    e.causes.insert(e.causes.begin(), std::string(p.cause));
    e.certain = true;
    break;
  }
  if (code == "E404" && run.failed_method == "PUT" && !e.certain) {
    e.meaning = "404 to a PUT does not mean that the package is missing: the registry hides from this credential that it may not publish there.";
    e.causes = {"token-expired", "token-invalidated", "account-not-owner", "token-scope-insufficient", "no-credential-for-registry"};
  }
  if (code == "E401" || code == "E403" || code == "E404") e.cannot_show = {"whether a credential was sent, and from which file", "whether it still fails"};
  if (run.failed_url.empty() && code == "E401") e.cannot_show.insert(e.cannot_show.begin(), "which host refused: npm prints it only in its debug log (http fetch lines)");
  if (!run.is_debug_log) e.cannot_show.push_back("the requests before: npm's debug log has them (its path stands in the last line npm prints)");
  return e;
}

std::string render_explanation_text(const npm::LoggedRun& run, const Explanation& e, const findings::TextStyle& style) {
  std::string out;
  std::string head = run.npm ? "npm " + run.npm->text : std::string("npm (version unknown)");
  if (!run.command.empty()) head += ", npm " + base::printable(run.command);
  if (!run.cwd.empty()) head += ", in " + findings::shown_path(run.cwd, style);
  out += head + "\n\n";
  if (!e.failure.empty()) out += "  failed      " + e.failure + "\n";
  for (const std::string& line : run.error_lines)
    if (&line - run.error_lines.data() < 3 && !line.empty()) out += "  npm said    " + base::printable(npm::shown_url(line)) + "\n";
  for (const std::string& n : run.notices) out += "  notice      " + base::printable(npm::shown_url(n)) + "\n";
  for (const std::string& r : e.requests) out += "  request     " + r + "\n";
  out += "\n  means       " + e.meaning + "\n";
  if (!e.causes.empty()) out += std::string(e.certain ? "  cause       " : "  causes      ") + base::join(e.certain ? std::vector{e.causes.front()} : e.causes, ", ") + "\n";
  for (const std::string& c : e.cannot_show) out += "  not shown   " + c + "\n";
  if (!e.causes.empty()) out += "\n  next        e401 explain " + e.causes.front() + "   the page of that cause\n              e401             in that folder: asks the hosts and names the one\n";
  return out;
}

std::string render_explanation_json(const npm::LoggedRun& run, const Explanation& e) {
  base::JsonWriter w(true);
  const auto list = [&](std::string_view name, const std::vector<std::string>& items) {
    w.key(name).begin_array();
    for (const std::string& item : items) w.value(item);
    w.end_array();
  };
  w.begin_object().member("schema", "e401.explain/1").member("npm", run.npm ? run.npm->text : std::string()).member("command", run.command).member("cwd", run.cwd);
  w.member("code", run.error_code).member("method", run.failed_method).member("url", npm::shown_url(run.failed_url)).member("host", host_of(run.failed_url));
  w.member("status", run.failed_status).member("meaning", e.meaning).member("certain", e.certain);
  list("causes", e.causes);
  list("requests", e.requests);
  list("not_shown", e.cannot_show);
  return findings::harmless_json(w.end_object().take()) + "\n";
}

}  // namespace e401::doctor
