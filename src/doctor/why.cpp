#include "doctor/why.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "findings/layout.h"
#include "findings/machine_text.h"
#include "npm/package_spec.h"

namespace e401::doctor {
namespace {

std::string place_text(const npm::Entry& entry, const findings::TextStyle& style) {
  if (entry.layer == npm::Layer::cli) return "command line";
  if (entry.place.line == 0) return base::printable(entry.place.file);
  return findings::shown_path(entry.place.file, style) + ":" + std::to_string(entry.place.line);
}

void write_place(base::JsonWriter& w, const npm::Entry* entry) {
  w.member("source", entry ? npm::name_of(entry->layer) : std::string_view("default"));
  if (entry && !entry->place.file.empty())
    w.member("file", entry->place.file);
  else
    w.key("file").null();
  if (entry && entry->place.line > 0)
    w.member("line", entry->place.line);
  else
    w.key("line").null();
}

void write_registry(base::JsonWriter& w, const Why& a) {
  w.key("registry").begin_object();
  if (a.request.empty()) {
    for (const char* member : {"url", "key", "source", "file", "line"}) w.key(member).null();
    w.end_object().key("request").null();
    return;
  }
  w.member("url", npm::shown_url(a.registry.url)).member("key", a.registry.key);
  write_place(w, a.registry.entry);
  w.end_object().member("request", a.request);
}

// npm ends before it asks anybody.
void find_stop(Why& w, const npm::Config& config) {
  const auto& stop = config.load_error ? config.load_error : config.validate_error;
  if (!stop) return;
  const std::string line = stop->place.line > 0 ? ":" + std::to_string(stop->place.line) : "";
  w.problems.push_back("npm asks nobody: it stops with " + (stop->npm_code.empty() ? "" : stop->npm_code + ": ") +
                       stop->message + (stop->place.file.empty() ? "" : " (" + stop->place.file + line + ")"));
}

void find_problems(Why& w, const std::optional<npm::Url>& url) {
  if (!url || !url->is_http())
    w.problems.push_back("npm cannot ask this address: " + w.request + " is not an http(s) URL");
  if (w.decision.by_url_userinfo)
    w.problems.push_back(
        "a user and password stand in the registry's URL: npm sends them, but whoami and publish do not see them");
  if (const auto& sent = w.decision.sent; sent && sent->entry)
    for (const npm::VariableUse& use : sent->entry->variables)
      if (!use.set && !use.optional)
        w.problems.push_back("${" + base::printable(use.name) + "} is not set: npm sends the text itself");
  if (!w.decision.unused_scope_key.empty())
    w.problems.push_back("the scope's registry has a credential (" + w.decision.unused_scope_key +
                         "), but this address is on another host: npm sends none");
  if (w.is_address || !w.registry.parsed) return;
  const auto exact = npm::nerf_dart(w.registry.url);
  if (w.decision.sent && exact && w.decision.sent->prefix != *exact && !w.decision.sent->prefix.empty())
    w.problems.push_back("installs find this credential, but publish and whoami look only under " + *exact);
}

// The value of npm 12's gate for packages that are given as addresses; "" it is open, or there is none.
std::string closed_gate(const npm::Config& config) {
  const npm::Value allow = config.get("allow-remote");
  return config.situation.npm.major >= 12 && allow.string() && *allow.string() != "all" ? *allow.string() : "";
}

// What npm makes of a target: nullopt if it is nothing that npm knows.
struct Asked {
  npm::PackageSpec spec;
  std::string address;  // of a spec that is one, or of the target itself
  bool is_plain = false;
};

std::optional<Asked> read_target(const std::string& target) {
  if (const auto address = npm::parse_url(target); address && address->is_http())
    return Asked{{}, address->href(), true};
  const auto parsed = npm::parse_spec(target);
  if (!parsed || parsed->empty()) return std::nullopt;
  Asked asked{parsed->unaliased(), "", false};
  if (asked.spec.type == npm::PackageSpec::Type::registry && asked.spec.name.empty()) return std::nullopt;
  if (asked.spec.type == npm::PackageSpec::Type::remote) asked.address = asked.spec.url;
  return asked;
}

std::string note_without_request(const npm::PackageSpec& spec) {
  using Type = npm::PackageSpec::Type;
  if (spec.type == Type::git)
    return "npm gets it from a git repository, or as that host's archive; no registry is asked";
  return spec.type == Type::file ? "npm reads it from the disk; nobody is asked" : "";
}

}  // namespace

Why why(const npm::Config& config, const std::string& target) {
  Why w;
  w.target = target;
  find_stop(w, config);
  const auto asked = read_target(target);
  if (!asked) {
    w.problems.push_back("neither a package nor an address: npm takes no such name");
    return w;
  }
  w.no_request_note = note_without_request(asked->spec);
  if (config.load_error || !w.no_request_note.empty()) return w;
  w.is_address = !asked->address.empty();
  w.registry = npm::registry_for(config, asked->spec);
  const std::string request =
      w.is_address ? asked->address : npm::request_url(w.registry.url, asked->spec.escaped_name());
  w.request = npm::shown_url(request);
  const auto url = npm::parse_url(request);
  if (url) w.decision = npm::credential_for_request(config, *url, asked->spec);
  const std::string gate = closed_gate(config);
  if (!w.is_address)
    w.tarball_note = std::string(
                         "the tarball comes from the address in the packument (dist.tarball); its credential is looked "
                         "up anew, without the scope") +
                     (gate.empty() ? "" : "; npm 12 fetches it only below " + npm::shown_url(w.registry.url));
  else if (!asked->is_plain && !gate.empty())
    w.problems.push_back("npm 12 refuses a package that is given as an address (EALLOWREMOTE): allow-remote is " +
                         gate);
  w.redirect_note = "a redirect to another host name drops the credential; another port or scheme keeps it";
  find_problems(w, url);
  return w;
}

std::string render_why_json(const std::vector<Why>& answers) {
  base::JsonWriter w(true);
  w.begin_object().member("schema", "e401.why/1").key("targets").begin_array();
  for (const Why& a : answers) {
    w.begin_object().member("target", npm::shown_url(a.target));
    write_registry(w, a);
    w.key("credential").begin_object();
    if (const auto& c = a.decision.sent) {
      w.member("type", npm::name_of(c->kind)).member("key", c->key());
      write_place(w, c->entry);
      if (c->fingerprint().empty())
        w.key("fingerprint").null();
      else
        w.member("fingerprint", c->fingerprint());
      if (a.decision.by_registry_fallback) w.member("by_registry_fallback", true);
    } else {
      w.member("type", "none")
          .key("key")
          .null()
          .key("source")
          .null()
          .key("file")
          .null()
          .key("line")
          .null()
          .key("fingerprint")
          .null();
    }
    w.end_object().key("considered").begin_array();
    for (const npm::Considered& c : a.decision.considered) {
      w.begin_object()
          .member("key", c.key)
          .member("reason", npm::name_of(c.reason))
          .member("words", npm::words_for(c.reason));
      write_place(w, c.entry);
      w.end_object();
    }
    w.end_array();
    if (!a.no_request_note.empty()) w.member("note", a.no_request_note);
    if (!a.tarball_note.empty()) w.member("tarball", a.tarball_note);
    if (!a.redirect_note.empty()) w.member("redirects", a.redirect_note);
    w.key("problems").begin_array();
    for (const std::string& p : a.problems) w.value(p);
    w.end_array().end_object();
  }
  return findings::harmless_json(w.end_array().end_object().take()) + "\n";
}

namespace {

// "  registry    https://...", further lines below the text.
class Rows {
 public:
  explicit Rows(const findings::TextStyle& style) : style_(style) {}

  void add(std::string_view label, const std::string& words) {
    std::string head = "  " + std::string(label);
    head.resize(text_column, ' ');
    text += head + findings::wrapped(words, style_.columns, text_column, text_column) + "\n";
  }
  void add_place(const npm::Entry* entry, std::string_view before, std::string_view otherwise) {
    add("", std::string(before) + (entry ? place_text(*entry, style_) : std::string(otherwise)));
  }

  std::string text;

 private:
  static constexpr int text_column = 14;
  const findings::TextStyle& style_;
};

void add_credential(Rows& rows, const npm::Decision& decision, const findings::TextStyle& style) {
  if (const auto& c = decision.sent) {
    rows.add("credential", std::string(npm::name_of(c->kind)) + ", " + c->key() +
                               (c->fingerprint().empty() ? "" : ", fingerprint " + c->fingerprint()));
    rows.add_place(c->entry, "from ", "the URL");
    if (decision.by_registry_fallback) rows.add("", "no key covers this path: it is the registry's own (same host)");
  } else {
    rows.add("credential", "none is sent");
  }
  for (const npm::Considered& c : decision.considered) {
    rows.add("not used", c.key + (c.entry ? " (" + place_text(*c.entry, style) + ")" : ""));
    rows.add("", npm::words_for(c.reason));
  }
}

std::string text_of(const Why& a, const findings::TextStyle& style) {
  Rows rows(style);
  if (a.request.empty()) {
    if (!a.no_request_note.empty()) rows.add("request", "none: " + a.no_request_note);
  } else {
    if (!a.is_address) {
      rows.add("registry", npm::shown_url(a.registry.url));
      rows.add_place(a.registry.entry, a.registry.entry ? "by " + a.registry.key + " of " : "by ", "npm's default");
    }
    rows.add("request", "GET " + a.request);
    add_credential(rows, a.decision, style);
    if (!a.tarball_note.empty()) rows.add("tarball", a.tarball_note);
    rows.add("redirects", a.redirect_note);
  }
  for (const std::string& p : a.problems) rows.add("problem", p);
  return npm::shown_url(a.target) + "\n" + rows.text;
}

}  // namespace

std::string render_why_text(const std::vector<Why>& answers, const findings::TextStyle& style) {
  std::vector<std::string> texts;
  for (const Why& a : answers) texts.push_back(text_of(a, style));
  return base::printable(base::join(texts, "\n"), true);
}

}  // namespace e401::doctor
