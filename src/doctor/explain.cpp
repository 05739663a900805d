// From a text to what it proves. The order of asking: sentences of npm's own (some stand without a code), then the
// words of the host as providers/ reads them, then the code. Where several causes fit, what else the text shows (whose
// realm, a tarball on another host than its package, a PUT) moves the likelier ones to the front; that never makes one
// certain.
#include "doctor/explain.h"

#include <algorithm>
#include <initializer_list>

#include "base/text.h"
#include "doctor/explain_tables.h"
#include "npm/package_spec.h"
#include "npm/url.h"
#include "providers/hosts.h"

namespace e401::doctor {
namespace {

constexpr std::size_t requests_shown_max = 12;
constexpr std::size_t said_shown_max = 4;

std::vector<std::string> list_of(std::string_view causes) {
  std::vector<std::string> out;
  for (std::string_view c : base::split(causes, ','))
    if (!c.empty()) out.emplace_back(c);
  return out;
}

// Each to the front, the first of them foremost.
void prefer(Explanation& e, std::vector<std::string> causes) {
  if (e.certain) return;
  for (const std::string& cause : causes) std::erase(e.causes, cause);
  e.causes.insert(e.causes.begin(), causes.begin(), causes.end());
}

// npm hands on as its own code how a script ended.
bool is_exit_code(std::string_view code) {
  return !code.empty() && code.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string code_of(const npm::LoggedRun& run) {
  if (run.client == "npm" && !run.error_code.empty()) return run.error_code;
  return run.failed_status ? "E" + std::to_string(run.failed_status) : run.error_code;
}

bool has_words(const std::vector<std::string>& lines, std::string_view words) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.find(words) != std::string::npos; });
}

bool is_in_error(const npm::LoggedRun& run, std::string_view words) {
  return run.stack_first.find(words) != std::string::npos || has_words(run.error_lines, words);
}

// A warning counts if it is about the address that failed; npm warns of every package.
bool says(const npm::LoggedRun& run, std::string_view words) {
  if (is_in_error(run, words) || has_words(run.notices, words)) return true;
  return has_words(run.warnings, words) && (run.failed_url.empty() || has_words(run.warnings, run.failed_url));
}

bool warned_of_other_host(const npm::LoggedRun& run) {
  return says(run, "No auth for URI, but auth present for scoped registry");
}

// npm's question for a newer npm; it is asked beside everything and fails without harm.
bool is_update_check(const npm::LoggedRequest& r, const npm::LoggedRun& run) {
  return r.method == "GET" && r.url.ends_with("/npm") && r.url != run.failed_url;
}

std::string request_line(const npm::LoggedRequest& r) {
  std::string status = r.status ? std::to_string(r.status) : r.failure.empty() ? "---" : base::printable(r.failure);
  return status + "  " + r.method + " " + base::printable(npm::shown_url(r.url)) +
         (r.attempt > 1 ? "  (attempt " + std::to_string(r.attempt) + ")" : "");
}

void list_requests(const npm::LoggedRun& run, Explanation& e) {
  for (const npm::LoggedRequest& r : run.requests)
    if ((r.status >= 400 || !r.failure.empty()) && !is_update_check(r, run)) e.requests.push_back(request_line(r));
  if (e.requests.size() <= requests_shown_max) return;
  e.requests.resize(requests_shown_max);
  e.requests.push_back("and more");
}

// What npm puts under its message whatever the reason was.
bool is_said_to_everybody(std::string_view line) {
  for (std::string_view head :
       {"If you were trying to login", "Please try again, or recover", "If you were doing some other operation",
        "To correct this please", "Note that you can also install", "tarball, folder, http url",
        "You should bug the author", "In most cases", "You can provide a one-time password",
        "If you already provided a one-time password", "it, or it timed out"})
    if (line.starts_with(head)) return true;
  return false;
}

// npm puts the status in front of every line of an E404, and twice in front of an E403's.
std::string_view without_status(std::string_view line, int status, bool is_first) {
  const std::string number = std::to_string(status);
  if (status == 0 || !line.starts_with(number)) return line;
  const std::string_view rest = base::trim(line.substr(number.size()));
  return is_first && !rest.empty() && !rest.starts_with(number) ? line : rest;
}

void list_message(const npm::LoggedRun& run, Explanation& e) {
  for (const std::string& line : run.error_lines) {
    const std::string_view text = without_status(base::trim(line), run.failed_status, e.said.empty());
    if (text.empty()) continue;
    if (is_said_to_everybody(text) || e.said.size() == said_shown_max) break;
    e.said.push_back(base::printable(npm::shown_url(text)));
  }
}

// npm announces with the same word what it packs, where it publishes to, and that there is a newer npm.
bool is_announcement(std::string_view notice) {
  for (std::string_view head : {"Publishing to ", "Tarball ", "=== ", "publish ", "New ", "Changelog:",
                                "Run npm install", "Run `npm install", "To update run:", "Bundled Dependencies"})
    if (notice.starts_with(head)) return true;
  return notice.find("version of npm available!") != std::string_view::npos;
}

void list_notices(const npm::LoggedRun& run, Explanation& e) {
  bool in_tarball = false;
  for (const std::string& notice : run.notices) {
    if (notice.starts_with("\xf0\x9f\x93\xa6") || notice.starts_with("package: ")) in_tarball = true;
    if (!in_tarball && !is_announcement(notice)) e.notices.push_back(base::printable(npm::shown_url(notice)));
    if (notice.starts_with("total files:")) in_tarball = false;
  }
}

// "Basic realm="Artifactory Realm"": what npm prints of a challenge that is neither Bearer nor Basic to it.
std::string challenge_in(const npm::LoggedRun& run) {
  for (const auto* lines : {&run.error_lines, &run.warnings})
    for (const std::string& line : *lines)
      if (const std::size_t at = line.find("need: "); at != std::string::npos) return line.substr(at + 6);
  return {};
}

std::string without_npm_boilerplate(const npm::LoggedRun& run) {
  std::string out = run.stack_first;
  for (const std::string& line : run.error_lines)
    if (!is_said_to_everybody(base::trim(line))) out += "\n" + line;
  return out;
}

struct Refusal {
  const providers::HostFamily* family = nullptr;  // nullptr: not known whose host it is
  std::optional<npm::Url> url;
  std::string name;  // of the package that was asked for; "" unknown
  bool is_tarball = false;
  bool is_writing = false;
  providers::Meaning meaning;
};

std::string plain_path(std::string_view url) {
  return base::replace_all(base::ascii_lower(url), "%2f", "/");
}

// The package that an address of a document or a tarball is about: ".../@acme/ui", ".../@acme/ui/-/ui-1.0.0.tgz".
std::string package_in(const npm::Url& url) {
  static constexpr std::string_view download = "/download/";  // GitHub Packages
  const std::string path = plain_path(url.path);
  if (const std::size_t at = path.find(download); at != std::string::npos) {
    const auto parts = base::split(std::string_view(path).substr(at + download.size()), '/');
    const bool scoped = parts.size() > 1 && parts[0].starts_with('@');
    return std::string(parts[0]) + (scoped ? "/" + std::string(parts[1]) : "");
  }
  const auto parts = base::split(std::string_view(path).substr(0, path.find("/-/")), '/');
  const bool scoped = parts.size() > 1 && parts[parts.size() - 2].starts_with('@');
  return (scoped ? std::string(parts[parts.size() - 2]) + "/" : "") + std::string(parts.back());
}

std::string name_of(const npm::LoggedRun& run, const std::optional<npm::Url>& url) {
  const auto spec = npm::parse_spec(run.pkgid);
  if (spec && !spec->name.empty()) return spec->name;
  return url ? package_in(*url) : std::string();
}

bool is_tarball_path(const std::string& path) {
  return path.ends_with(".tgz") || path.find("/-/") != std::string::npos ||
         path.find("/download/") != std::string::npos;
}

Refusal refusal_of(const npm::LoggedRun& run) {
  Refusal r;
  r.url = npm::parse_url(run.failed_url);
  r.is_writing = run.failed_method == "PUT" || run.failed_method == "POST";
  r.is_tarball =
      r.url && !r.is_writing && is_tarball_path(r.url->path) && r.url->path.find("/-/whoami") == std::string::npos;
  r.name = name_of(run, r.url);
  const std::string challenge = challenge_in(run);
  const std::string body = without_npm_boilerplate(run);
  providers::AnswerWords words;
  words.method = run.failed_method.empty() ? std::string_view("GET") : std::string_view(run.failed_method);
  words.status = run.failed_status;
  words.challenge = challenge;
  words.body = body;
  const npm::Url nowhere;
  r.family = &providers::family_of(r.url ? *r.url : nowhere, words);
  r.meaning = providers::meaning_of(*r.family, words);
  return r;
}

bool by_npm_sentence(const npm::LoggedRun& run, Explanation& e) {
  for (const Sentence& s : npm_sentences()) {
    if (s.proves ? !is_in_error(run, s.words) : !says(run, s.words)) continue;
    e.meaning = s.meaning;
    e.causes = list_of(s.causes);
    e.certain = s.proves;
    if (e.failure.empty() && is_in_error(run, s.words)) e.failure = "without an error code";
    return true;
  }
  return false;
}

// "Bearer abc" and the rest of the sentence on the next line: the line end is in the value.
bool shows_line_end_in_value(const npm::LoggedRun& run) {
  for (std::size_t i = 1; i < run.error_lines.size(); ++i)
    if (base::trim(run.error_lines[i]).starts_with("is not a legal HTTP header value"))
      return run.error_lines[i - 1].starts_with("Bearer ") || run.error_lines[i - 1].starts_with("Basic ");
  return false;
}

void by_host_words(const Refusal& r, Explanation& e) {
  for (const HostWords& w : host_words()) {
    if (w.says != r.meaning.says) continue;
    e.meaning = w.meaning;
    e.causes = list_of(w.causes);
    e.certain = w.proves && r.meaning.sure();
  }
}

// Was the package's document asked for, so that the tarball's address comes from there and not from the lockfile?
bool asked_for_document(const npm::LoggedRun& run, const std::string& name) {
  const std::string wanted = "/" + base::ascii_lower(name);
  return !name.empty() && std::any_of(run.requests.begin(), run.requests.end(), [&](const npm::LoggedRequest& q) {
    return q.status < 400 && plain_path(q.url).ends_with(wanted);
  });
}

// The tarball's host served nothing in this run, and another one did serve: packages of the same scope, or of none.
bool stands_apart(const npm::LoggedRun& run, const Refusal& r) {
  const std::string scope =
      r.name.starts_with('@') ? "/" + base::ascii_lower(r.name.substr(0, r.name.find('/') + 1)) : "";
  bool another = false;
  for (const npm::LoggedRequest& q : run.requests) {
    const auto url = npm::parse_url(q.url);
    if (!url || q.status < 200 || q.status >= 400) continue;
    if (url->host_port() == r.url->host_port()) return false;
    if (plain_path(q.url).find(scope) != std::string::npos) another = true;
  }
  return another;
}

// Where the address of a refused request comes from is half of the answer: from the lockfile, from the package's
// document, or from a registry that a user's own npmrc names. 15 of 16 threads about "Artifactory Realm" were a
// lockfile.
void order_by_origin(const npm::LoggedRun& run, const Refusal& r, Explanation& e) {
  const bool company = r.family->id == "artifactory" || r.family->id == "nexus";
  if (run.command == "publish" || run.command == "whoami" || r.is_writing) return;
  if (r.is_tarball && warned_of_other_host(run)) {
    prefer(e, asked_for_document(run, r.name) ? list_of("cross-host-tarball-no-auth,lockfile-foreign-host")
                                              : list_of("lockfile-foreign-host,cross-host-tarball-no-auth"));
  } else if (r.is_tarball && stands_apart(run, r)) {
    prefer(e, asked_for_document(run, r.name)
                  ? list_of("cross-host-tarball-no-auth,tarball-url-wrong-server,lockfile-foreign-host")
                  : list_of("lockfile-foreign-host,user-npmrc-redirects"));
  } else if (company && (r.is_tarball || !r.url)) {
    prefer(e, list_of("lockfile-foreign-host,user-npmrc-redirects"));
  } else if (company) {
    prefer(e, list_of("user-npmrc-redirects,no-credential-for-registry"));
  }
}

void order_by_what_else_shows(const npm::LoggedRun& run, const Refusal& r, Explanation& e) {
  using providers::Says;
  const bool nothing_proved_to_be_sent =
      r.meaning.says == Says::nothing || r.meaning.says == Says::nobody || r.meaning.says == Says::nobody_or_unknown;
  if (run.failed_status == 401 && nothing_proved_to_be_sent && run.sent != npm::LoggedRun::Sent::yes)
    order_by_origin(run, r, e);
  if (run.failed_status != 404) return;
  if (r.is_writing && says(run, "GitHub Actions")) prefer(e, {"token-placeholder"});  // setup-node writes one
  if (r.is_writing || r.name.empty()) return;
  if (r.family->id == "github" && !r.name.starts_with('@'))
    prefer(e, list_of("default-registry-too-wide,user-npmrc-redirects"));
  if (r.family->id == "npmjs" && r.name.starts_with('@'))
    prefer(e, list_of("scope-mapping-missing,no-credential-for-registry"));
}

// What cannot be, by the kind of request alone.
void drop_what_cannot_be(const npm::LoggedRun& run, const Refusal& r, Explanation& e) {
  if (e.certain) return;
  const auto drop = [&](std::initializer_list<std::string_view> causes) {
    for (const std::string_view cause : causes) std::erase(e.causes, cause);
  };
  const bool is_install = !r.is_writing && run.command != "publish" && run.command != "whoami";
  // The lockfile has addresses of tarballs only.
  if (!is_install || (r.url && !r.is_tarball)) drop({"lockfile-foreign-host", "cross-host-tarball-no-auth"});
  if (run.failed_status == 403 && r.url && !r.is_writing)
    drop({"account-not-owner", "publish-conflict-masked", "otp-required"});
  if (run.failed_status == 403 && r.is_writing) drop({"package-access-not-granted"});
  if (run.failed_status != 404 || r.name.empty()) return;
  if (!r.name.starts_with('@')) drop({"scope-mapping-missing"});
  if (r.family->id == "npmjs") drop({"default-registry-too-wide"});
}

void explain_refused_publish(Explanation& e) {
  e.meaning =
      "404 to a PUT does not mean that the package is missing: the registry hides from this credential that it may not "
      "publish there.";
  e.causes = list_of(
      "token-expired,token-placeholder,token-invalidated,env-var-unset-in-npmrc,account-not-owner,"
      "token-scope-insufficient,no-credential-for-registry");
}

std::string failure_of(const npm::LoggedRun& run) {
  std::string out = run.error_code.empty() ? run.failed_status ? "status " + std::to_string(run.failed_status) : ""
                                           : base::printable(run.error_code);
  if (out.empty()) return out;
  const auto url = npm::parse_url(run.failed_url);
  if (url) out += " from " + base::printable(url->host_port());
  if (!run.failed_url.empty())
    out += " to " + (run.failed_method.empty() ? "" : run.failed_method + " ") +
           base::printable(npm::shown_url(run.failed_url));
  return out;
}

void list_what_cannot_show(const npm::LoggedRun& run, const std::string& code, Explanation& e) {
  const bool refused = code == "E401" || code == "E403" || code == "E404";
  if (run.failed_url.empty() && code == "E401")
    e.cannot_show.push_back("which host refused: npm prints it only in its debug log (http fetch lines)");
  if (refused && run.sent == npm::LoggedRun::Sent::unknown)
    e.cannot_show.push_back("whether a credential was sent, and from which file");
  if (refused) e.cannot_show.push_back("whether it still fails");
  if (run.client != "npm")
    e.cannot_show.push_back("how " + run.client +
                            " chose the credential: its rules differ from npm's, which e401 knows");
  else if (!run.is_debug_log && refused)
    e.cannot_show.push_back(run.log_path.empty() ? "the requests before: npm's debug log has them"
                                                 : "the requests before: npm's debug log has them, see below");
}

void prefer_what_was_sent(const npm::LoggedRun& run, Explanation& e) {
  if (run.failed_status != 401) return;
  if (run.sent == npm::LoggedRun::Sent::yes) {
    e.meaning = run.client + " sent a credential, and the host does not accept it.";
    e.causes = list_of("token-invalidated,token-expired,env-var-unset-in-npmrc,token-placeholder");
  } else if (run.sent == npm::LoggedRun::Sent::no) {
    e.meaning = "The host wants a credential, and " + run.client + " had none for that address.";
    e.causes = list_of("no-credential-for-registry,auth-key-host-mismatch,auth-key-trailing-slash");
  }
}

}  // namespace

const CodeMeaning* meaning_of_code(std::string_view code) {
  for (const CodeMeaning& m : known_codes())
    if (base::ascii_iequals(m.code, code)) return &m;
  return nullptr;
}

Explanation explain(const npm::LoggedRun& run) {
  Explanation e;
  list_requests(run, e);
  list_message(run, e);
  list_notices(run, e);
  e.failure = failure_of(run);
  if (run.finished_ok && e.failure.empty()) {
    e.meaning = "This run ended well.";
    return e;
  }
  const std::string code = code_of(run);
  const Refusal refusal = refusal_of(run);
  if (const CodeMeaning* m = meaning_of_code(code)) {
    e.meaning = m->meaning;
    e.causes = list_of(m->causes);
    e.certain = m->proves;
  } else if (is_exit_code(code)) {
    e.meaning = "A script, or a program that npm started, ended with that exit code. No registry refused.";
  } else if (run.failed_status >= 500) {
    e.meaning = "The host itself failed; it would do so for everybody.";
    e.causes = {"registry-outage"};
  }
  if (!e.certain && refusal.is_writing && run.failed_status == 404) explain_refused_publish(e);
  if (!e.certain) by_host_words(refusal, e);
  if (!e.certain) by_npm_sentence(run, e);
  if (shows_line_end_in_value(run)) {
    e.causes = {"token-trailing-newline"};
    e.certain = true;
  }
  prefer_what_was_sent(run, e);
  drop_what_cannot_be(run, refusal, e);
  order_by_what_else_shows(run, refusal, e);
  if (e.meaning.empty())
    e.meaning = !e.failure.empty() ? "npm's code says nothing about a registry that e401 knows of."
                : !e.said.empty()  ? "npm failed with words that say nothing about a registry."
                                   : "No failure of npm's was found in this text.";
  list_what_cannot_show(run, code, e);
  return e;
}

}  // namespace e401::doctor
