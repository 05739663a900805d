#include "rules/lens.h"

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/redact.h"
#include "base/shell.h"
#include "base/text.h"
#include "npm/strangers.h"
#include "providers/hosts.h"
#include "providers/public_scopes.h"

namespace e401::rules {
namespace {

using base::ascii_lower;

// "401 Unauthorized"-like words for the statuses that matter; npm prints the server's own, which we may not have.
std::string status_words(int status) {
  switch (status) {
    case 400:
      return "400 Bad Request";
    case 401:
      return "401 Unauthorized";
    case 402:
      return "402 Payment Required";
    case 403:
      return "403 Forbidden";
    case 404:
      return "404 Not Found";
    case 405:
      return "405 Method Not Allowed";
    case 407:
      return "407 Proxy Authentication Required";
    case 409:
      return "409 Conflict";
    case 429:
      return "429 Too Many Requests";
    case 500:
      return "500 Internal Server Error";
    case 502:
      return "502 Bad Gateway";
    case 503:
      return "503 Service Unavailable";
    case 504:
      return "504 Gateway Timeout";
    default:
      return std::to_string(status);
  }
}

std::string trouble_words(const Answer& a) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> words{{
      {"host-unknown", "the host name is not known"},
      {"refused", "nobody listens there (connection refused)"},
      {"reset", "the connection was closed before an answer came"},
      {"timed-out", "no answer came in time"},
      {"tls-untrusted", "its certificate is not trusted"},
      {"tls-name", "its certificate is for another name"},
      {"tls-other", "no TLS connection came about"},
      {"proxy-auth", "the proxy wants credentials (407)"},
      {"proxy-failed", "the proxy refused to connect"},
      {"proxy-unreachable", "the proxy was not reached"},
      {"bad-answer", "the answer is not HTTP"},
      {"redirect-loop", "it redirects in a circle"},
      {"bad-request", "the request cannot be formed"},
  }};
  for (const auto& [name, text] : words)
    if (a.trouble == name)
      return std::string(text) + (a.trouble_detail.empty() ? "" : ": " + base::printable(a.trouble_detail));
  return a.trouble_detail.empty() ? a.trouble : base::printable(a.trouble_detail);
}

// What npm makes of a challenge; the host did not say it.
bool is_npms_own(std::string_view message) {
  return message.starts_with("Unable to authenticate, ") || message.starts_with("Incorrect or missing password.");
}

std::string answer_words(const Answer& a) {
  if (!a.trouble.empty()) return "got no answer: " + trouble_words(a);
  std::string out = "answered " + status_words(a.status);
  if (a.is_html) out += " with a web page";
  if (!a.message.empty() && !is_npms_own(a.message)) out += " (\"" + base::printable(a.message) + "\")";
  if (a.hops.size() > 0) out += " after a redirect to " + npm::shown_url(a.hops.back());
  return out;
}

std::string_view last_part(std::string_view key) {
  const std::size_t colon = key.rfind(':');
  return colon == std::string_view::npos ? key : key.substr(colon + 1);
}

}  // namespace

std::vector<std::size_t> failing(const Facts& facts) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < facts.concerns.size(); ++i)
    if (facts.concerns[i].fails()) out.push_back(i);
  std::stable_partition(out.begin(), out.end(), [&](std::size_t i) { return facts.concerns[i].is_failing_request; });
  return out;
}

bool looks_like_access(const Concern& c) {
  if (c.stopped_by == "ENEEDAUTH" || c.stopped_by == "EALLOWREMOTE") return true;
  const int s = c.status();
  return s == 401 || s == 403 || s == 404;
}

bool nothing_sent(const Concern& c) {
  if (c.stopped_by == "ENEEDAUTH") return true;
  return !c.sent();
}

bool sent_and_refused(const Concern& c) {
  if (nothing_sent(c) || !c.stopped_by.empty()) return false;
  // `npm whoami` was answered with 200 and no name: ENEEDAUTH.
  if (c.purpose == Purpose::whoami && c.as_sent.ok() && c.as_sent.is_json && !c.as_sent.username) return true;
  const int s = c.status();
  return s == 401 || s == 403 || s == 404;
}

bool is_misspelt_public_name(const Concern& c) {
  return is_public_registry(c) && c.verdict().status == 404 && providers::is_public_scope(c.spec.scope);
}

bool is_public_registry(const Concern& c) {
  return c.url && c.url->host == npm::public_registry_host();
}

bool hides_private(const Concern& c) {
  if (is_public_registry(c)) return true;
  return c.url && c.url->path.find("/api/v4/") != std::string::npos &&
         c.url->path.find("/packages/npm") != std::string::npos;
}

bool proven_now(const Concern& c) {
  return !c.stopped_by.empty() || c.as_sent.asked || c.purpose == Purpose::publish;
}

bool covers(const std::string& prefix, const npm::Url& url) {
  const auto prefixes = npm::key_prefixes(url);
  return std::find(prefixes.begin(), prefixes.end(), prefix) != prefixes.end();
}

const npm::RcDocument* document_of(const Facts& facts, const npm::Entry& entry) {
  return entry.line ? facts.config.layer(entry.layer).document.get() : nullptr;
}

bool is_credential_key(std::string_view key) {
  std::string field = ascii_lower(last_part(key));
  while (!field.empty() && (field.front() == '_' || field.front() == '-')) field.erase(0, 1);
  static constexpr std::array<std::string_view, 8> fields{"authtoken", "auth",     "password", "username",
                                                          "token",     "certfile", "keyfile",  "auth-token"};
  if (std::find(fields.begin(), fields.end(), field) == fields.end()) return false;
  // A bare "token" or "auth" is some other program's setting; with a host or scope before it, or npm's underscore, it
  // is meant for npm.
  return key.find(':') != std::string_view::npos || key.starts_with('_') || field == "username" ||
         field == "certfile" || field == "keyfile";
}

bool is_registry_key(std::string_view key) {
  return key == "registry" || (key.starts_with('@') && key.ends_with(":registry"));
}

std::vector<const npm::RcLine*> credential_lines(const npm::RcDocument& document) {
  std::vector<const npm::RcLine*> out;
  for (const npm::RcLine& line : document.lines())
    if (line.kind == npm::RcLine::Kind::entry && (is_credential_key(line.key) || is_registry_key(line.key)))
      out.push_back(&line);
  return out;
}

bool host_in_use(const Facts& facts, std::string_view host_port) {
  const auto named = [&](std::string_view url) {
    const auto parsed = npm::parse_url(url);
    return parsed && parsed->host_port() == host_port;
  };
  if (named(facts.config.registry())) return true;
  for (const npm::Entry* e : facts.config.effective())
    if (is_registry_key(e->key) && e->value.string() && named(*e->value.string())) return true;
  const std::string* publish =
      facts.package_json ? facts.package_json->find_string({"publishConfig", "registry"}) : nullptr;
  return publish && named(*publish);
}

OwnPackage package_of(const Facts& facts, const Concern& c) {
  for (const std::vector<PackageFile>* files : {&facts.published, &facts.members})
    for (const PackageFile& file : *files)
      if (const std::string* name = file.name(); name && *name == c.spec.name)
        return {file.json.get(), file.source.get(), file.path};
  if (!facts.package_json || !facts.package_json_source) return {};
  const std::string* name = facts.package_json->find_string({"name"});
  if (name && *name != c.spec.name) return {};
  return {&*facts.package_json, facts.package_json_source.get(), facts.package_json_path};
}

findings::Evidence at(const npm::Entry& entry, std::string note) {
  findings::Evidence e = at(entry.place, std::move(note));
  if (entry.line) e.length = static_cast<int>(entry.line->key_span.end - entry.line->key_span.begin);
  return e;
}

findings::Evidence at(const npm::RcDocument& document, std::size_t line, std::string note) {
  const npm::RcLine& l = document.line(line);
  const base::Span span = l.key_span.empty() ? l.span : l.key_span;
  findings::Evidence e = at(document.source().place(span.begin), std::move(note));
  e.length = static_cast<int>(span.end - span.begin);
  return e;
}

findings::Evidence at_variable(std::string_view name, std::string note) {
  findings::Evidence e;
  e.file = "env:" + std::string(name);
  e.note = std::move(note);
  return e;
}

findings::Evidence at(const base::Place& place, std::string note) {
  findings::Evidence e;
  e.file = place.file;
  e.line = place.line;
  e.column = place.column;
  e.note = std::move(note);
  return e;
}

findings::Evidence registry_line(const Concern& c, std::string note) {
  if (c.from_publish_config || (c.from_lockfile && !c.named_at.file.empty())) return at(c.named_at, std::move(note));
  return c.registry.entry ? at(*c.registry.entry, std::move(note)) : findings::Evidence{};
}

void show_lines(const Facts& facts, findings::Finding& finding) {
  for (findings::Evidence& e : finding.evidence) {
    if (!e.text.empty() || e.line == 0) continue;
    const auto line = static_cast<std::size_t>(e.line);
    for (const npm::RcDocument* d : facts.documents())
      if (d->path() == e.file) e.text = npm::shown_rc_line(d->source().line(line));
    for (const StrayFile& s : facts.strays)
      if (s.document->path() == e.file) e.text = npm::shown_rc_line(s.document->source().line(line));
    if (facts.package_json_source && facts.package_json_source->path() == e.file)
      e.text = npm::shown_url(facts.package_json_source->line(line));
    for (const std::vector<PackageFile>* files : {&facts.members, &facts.published})
      for (const PackageFile& file : *files)
        if (file.path == e.file) e.text = npm::shown_url(file.source->line(line));
    if (facts.lockfile && facts.lockfile->path == e.file && facts.lockfile->source)
      e.text = npm::shown_url(facts.lockfile->source->line(line));
    if (facts.own.source && facts.own.source->path() == e.file)
      e.text = base::mask_shapes(facts.own.source->line(line));
    for (const policy::Policy& p : facts.policies.all())
      if (p.source && p.path == e.file) e.text = base::mask_shapes(p.source->line(line));
    e.text = base::printable(e.text);
  }
}

void add_registry_line(const Concern& c, std::vector<findings::Evidence>& out, std::string note) {
  findings::Evidence e = registry_line(c, std::move(note));
  if (!e.file.empty()) out.push_back(std::move(e));
}

findings::Finding about(const Facts& facts, std::size_t i, std::string_view code, bool proven) {
  const Concern& c = facts.concerns[i];
  findings::Finding f;
  f.code = code;
  f.severity = proven ? findings::Severity::error : findings::Severity::warning;
  f.host = c.host;
  f.concern = static_cast<int>(i);
  f.explains_failure = c.is_failing_request;
  f.detail = what_happened(c);
  return f;
}

std::string what_happened(const Concern& c) {
  const Answer& v = c.verdict();
  const bool is_write = &v == &c.logged && c.writes();
  const std::string request = (is_write || c.purpose == Purpose::publish ? c.method : "GET") + " " +
                              npm::shown_url(is_write && !c.written_to.empty() ? c.written_to : c.url_text);
  if (c.stopped_by == "ENEEDAUTH")
    return "npm stops before it asks (ENEEDAUTH): it finds no credential under the key of " +
           npm::shown_url(c.registry.url);
  if (c.stopped_by == "EALLOWREMOTE")
    return "npm refuses to fetch " + npm::shown_url(c.url_text) + " (EALLOWREMOTE): no request is sent";
  if (!c.stopped_by.empty()) return "npm stops before " + request + " (" + c.stopped_by + ")";
  if (!v.asked) return request;
  const std::string who =
      c.sent() ? " with the credential of " + c.decision.sent->key() : std::string(" without a credential");
  const std::string when = &v == &c.logged ? ", by npm's log" : "";
  if (!v.trouble.empty()) return request + " " + answer_words(v) + when;  // nothing was sent, or nobody read it
  return request + who + " " + answer_words(v) + when;
}

std::string content_hash(const npm::RcDocument& document) {
  return base::sha256_hex(document.source().text());
}

findings::FileChange edit_of(const npm::RcDocument& document) {
  findings::FileChange change;
  change.kind = findings::FileChange::Kind::edit;
  change.path = document.path();
  change.judged_sha256 = content_hash(document);
  return change;
}

void replace_span(findings::FileChange& change, base::Span span, base::Secret text) {
  change.edits.push_back({span, std::move(text)});
}

void delete_line(findings::FileChange& change, const npm::RcDocument& document, std::size_t line) {
  change.edits.push_back({document.source().line_span_with_end(line), base::Secret()});
}

void insert_after(findings::FileChange& change, const npm::RcDocument& document, std::size_t line, base::Secret text) {
  const base::Span with_end = document.source().line_span_with_end(line);
  const std::string end(document.line_end());
  const bool open = document.source().line_span(line).end == with_end.end;  // the last line has no line end
  change.edits.push_back(
      {{with_end.end, with_end.end}, base::Secret(open ? end + text.reveal() : text.reveal() + end)});
}

void append_line(findings::FileChange& change, const npm::RcDocument& document, base::Secret text) {
  const std::string& bytes = document.source().text();
  const std::string end(document.line_end());
  // Behind a [section] npm would not see it: before the first one, then.
  for (std::size_t n = 1; n <= document.lines().size(); ++n) {
    if (document.line(n).kind != npm::RcLine::Kind::section) continue;
    const std::size_t at = document.source().line_span(n).begin;
    change.edits.push_back({{at, at}, base::Secret(text.reveal() + end)});
    return;
  }
  const bool open = !bytes.empty() && bytes.back() != '\n' && bytes.back() != '\r';
  change.edits.push_back({{bytes.size(), bytes.size()}, base::Secret((open ? end : "") + text.reveal() + end)});
}

namespace {

findings::FileChange add_to(const npm::LayerData& layer, base::Secret line) {
  if (layer.document) {
    findings::FileChange change = edit_of(*layer.document);
    append_line(change, *layer.document, std::move(line));
    return change;
  }
  findings::FileChange change;
  change.kind = findings::FileChange::Kind::create;
  change.path = layer.path;
  change.content = base::Secret(line.reveal() + "\n");
  return change;
}

}  // namespace

findings::FileChange add_to_user_rc(const Facts& facts, base::Secret line) {
  return add_to(facts.config.layer(npm::Layer::user), std::move(line));
}
findings::FileChange add_to_project_rc(const Facts& facts, base::Secret line) {
  findings::FileChange change = add_to(facts.config.layer(npm::Layer::project), std::move(line));
  if (change.path.empty()) change.path = facts.config.local_prefix + "/.npmrc";
  return change;
}

std::string user_rc_path(const Facts& facts) {
  return facts.config.layer(npm::Layer::user).path;
}

std::string key_for(const Concern& c) {
  return npm::nerf_dart(c.registry.url).value_or(c.url ? "//" + c.url->host_port() + "/" : "");
}

bool address_is_strangers(const Facts& facts, const Concern& c) {
  if (c.from_publish_config || c.from_lockfile || c.is_direct())
    return true;  // the address itself stands in a file of the project
  return c.registry.entry && npm::is_strangers(facts.config, *c.registry.entry);  // no entry: npm's default
}

bool named_by_project_only(const Facts& facts, const Concern& c) {
  if (c.url && facts.own.trusted.covers(*c.url)) return false;
  return address_is_strangers(facts, c) && !npm::named_by_person(facts.config, c.host);
}

findings::Fix manual(std::string id, std::string description, std::vector<std::string> commands) {
  findings::Fix fix;
  fix.id = std::move(id);
  fix.safety = findings::Safety::manual;
  fix.description = std::move(description);
  fix.commands = std::move(commands);
  return fix;
}

findings::Fix ask_server_admin(std::string id, std::string description) {
  return manual(std::move(id), std::move(description));
}

}  // namespace e401::rules
