// What holds for every example of every page, whatever it is about (TRUST 2, 4, 5, 6 and the forms of the renderings).
#include <algorithm>
#include <set>

#include "base/digest.h"
#include "base/edit.h"
#include "base/json.h"
#include "base/text.h"
#include "npm/expand.h"
#include "npm/rc_document.h"
#include "npm/url.h"
#include "rules/run_example.h"

namespace e401::support {
namespace {

using findings::Finding;
using findings::Report;

std::string without_colour(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b')
      while (i < text.size() && text[i] != 'm') ++i;
    else
      out += text[i];
  }
  return out;
}

void no_secret_is_shown(const Example& example, const Renderings& shown, std::vector<std::string>& out) {
  const std::pair<const char*, const std::string*> all[] = {{"text", &shown.text},
                                                            {"narrow text", &shown.narrow_text},
                                                            {"coloured text", &shown.coloured_text},
                                                            {"JSON", &shown.json},
                                                            {"SARIF", &shown.sarif},
                                                            {"GitHub", &shown.github}};
  std::set<std::string> forms;
  for (const std::string& secret : example.secrets) {
    forms.insert(secret);
    forms.insert(base::base64_encode(secret));
    if (const auto decoded = base::base64_decode_strict(secret); decoded && decoded->size() >= 8)
      forms.insert(*decoded);
  }
  for (const std::string& form : forms)
    for (const auto& [name, text] : all)
      if (text->find(form) != std::string::npos)
        out.push_back(std::string("the ") + name + " rendering shows the secret \"" + form.substr(0, 6) + "...\"");
}

void text_is_fit_for_a_terminal(const Renderings& shown, std::vector<std::string>& out) {
  if (without_colour(shown.coloured_text) != shown.text) out.push_back("colour changes more than colour");
  for (const std::string* text : {&shown.text, &shown.narrow_text})
    for (std::string_view line : base::split(*text, '\n')) {
      if (base::printable(line) != line)
        out.push_back("a control character reaches the terminal: " + base::printable(line));
      if (line.ends_with(' ')) out.push_back("a line ends in a blank: " + std::string(line));
    }
}

struct Ownership {
  std::set<std::pair<std::string, std::string>> credential_at;  // value, host
  std::set<std::string> hosts_with_key;
  std::string said_outside_project;  // all that a stranger did not write
};

// key as npm reads it ("//host/path/:_authToken"), value before ${} is replaced
void take_setting(std::string_view key, std::string_view value, const npm::Lookup& lookup, Ownership& own) {
  const std::size_t slash = key.starts_with("//") ? key.find('/', 2) : std::string_view::npos;
  if (slash == std::string_view::npos) return;
  const auto url = npm::parse_url("https:" + npm::expand(key.substr(0, slash + 1), lookup).text);
  if (!url) return;
  own.hosts_with_key.insert(url->host_port());
  own.credential_at.emplace(npm::expand(value, lookup).text, url->host_port());
}

Ownership ownership_of(const Example& example) {
  Ownership own;
  const npm::Lookup lookup = [&](std::string_view name) -> std::optional<std::string> {
    for (auto it = example.env.rbegin(); it != example.env.rend(); ++it)
      if (it->first == name) return it->second;
    return std::nullopt;
  };
  for (const ExampleFile& f : example.files) {
    const auto document = npm::RcDocument::parse(f.path, f.bytes);
    for (const npm::RcLine& line : document.lines())
      if (const std::string* value = line.value.string()) take_setting(line.key, *value, lookup, own);
    if (!f.path.starts_with(example.cwd + "/")) own.said_outside_project += f.bytes + "\n";
  }
  for (const auto& [name, value] : example.env) {
    own.said_outside_project += value + "\n" + name + "\n";
    if (base::ascii_lower(name).starts_with("npm_config_//"))
      take_setting(std::string_view(name).substr(11), value, lookup, own);
  }
  for (const std::string& word : example.run) {
    own.said_outside_project += word + "\n";
    if (const std::size_t sign = word.find('='); word.starts_with("--//") && sign != std::string::npos)
      take_setting(std::string_view(word).substr(2, sign - 2), std::string_view(word).substr(sign + 1), lookup, own);
  }
  for (const ScriptedAnswer& a : example.answers)
    if (const auto url = npm::parse_url(a.url.ends_with('*') ? a.url.substr(0, a.url.size() - 1) : a.url))
      own.credential_at.emplace(a.credential, url->host_port());
  if (example.log) own.said_outside_project += example.log->text;
  return own;
}

// TRUST 1 and 2: a credential goes to the host whose key it stands under, and to none that only the project names.
void credentials_stay_at_home(const Example& example, const std::vector<RecordedRequest>& requests,
                              std::vector<std::string>& out) {
  const Ownership own = ownership_of(example);
  for (const RecordedRequest& r : requests) {
    if (r.credential.empty()) continue;
    const std::string decoded = r.scheme == "Basic" ? base::base64_decode_lenient(r.credential) : r.credential;
    const auto belongs = [&](const std::string& value) { return own.credential_at.contains({value, r.host}); };
    const bool by_url = own.said_outside_project.find("@" + r.host) != std::string::npos;
    const bool in_log = example.log && example.log->text.find("//" + r.host + "/") != std::string::npos;
    // Username and _password apart.
    const bool split_basic = r.scheme == "Basic" && own.hosts_with_key.contains(r.host);
    if (!belongs(r.credential) && !belongs(decoded) && !by_url && !in_log && !split_basic)
      out.push_back("a credential that is not filed under " + r.host + " went there: " + r.method + " " + r.url);
    const bool by_stranger =
        own.said_outside_project.find(r.host) == std::string::npos && r.host != npm::public_registry_host();
    if (by_stranger && !example.trust)
      out.push_back("a credential went to " + r.host + ", which only the project names: " + r.url);
  }
}

void nothing_was_done(const ExampleRun& run, std::vector<std::string>& out) {
  for (const RecordedRequest& r : run.machine->http.requests())
    if (r.method != "GET" && r.method != "HEAD")
      out.push_back("a request that is not GET or HEAD: " + r.method + " " + r.url);
  for (const std::string& change : run.machine->files.changes()) out.push_back("a diagnosis wrote: " + change);
  for (const auto& argv : run.machine->programs.tried)
    out.push_back("a diagnosis started: " + (argv.empty() ? "" : argv.front()));
  for (const std::string& url : run.machine->programs.browsed) out.push_back("a diagnosis opened a browser: " + url);
}

void edits_fit(const findings::FileChange& change, const MemoryFiles& files, std::vector<std::string>& out) {
  if (change.kind == findings::FileChange::Kind::create) return;
  const auto bytes = files.bytes_of(change.path);
  if (!bytes) {
    out.push_back("a fix changes a file that is not there: " + change.path);
    return;
  }
  if (change.judged_sha256 != base::sha256_hex(*bytes))
    out.push_back("a fix carries another hash than the file has: " + change.path);
  std::vector<base::TextEdit> edits;
  for (const auto& e : change.edits) edits.push_back({e.span, e.replacement.reveal()});
  if (const auto result = base::apply_edits(*bytes, std::move(edits)); !result)
    out.push_back("a fix cannot be applied: " + result.error().text());
  else if (change.kind == findings::FileChange::Kind::edit && *result == *bytes && !change.owner_only)
    out.push_back("a fix changes nothing: " + change.path);
}

void findings_are_whole(const Report& report, const MemoryFiles& files, std::vector<std::string>& out) {
  for (const Finding& f : report.findings) {
    if (f.title.empty() || f.title.find('\n') != std::string::npos || f.title.ends_with('.'))
      out.push_back(f.code + ": the title is one line without a full stop: " + f.title);
    if (f.detail.empty()) out.push_back(f.code + ": no detail");
    if (f.severity == findings::Severity::error && f.fixes.empty()) out.push_back(f.code + ": an error without a fix");
    if (f.severity == findings::Severity::error && f.evidence.empty() && f.host.empty())
      out.push_back(f.code + ": an error that points at nothing");
    for (const findings::Fix& fix : f.fixes) {
      if (fix.id.empty() || fix.description.empty()) out.push_back(f.code + ": a fix without id or description");
      const bool foreign = std::any_of(fix.bindings.begin(), fix.bindings.end(),
                                       [](const findings::Binding& b) { return b.other_host; });
      if (foreign && fix.safety != findings::Safety::manual)
        out.push_back(f.code + ": a fix that binds to another host is manual (TRUST 6): " + fix.id);
      if (!fix.bindings.empty() && fix.safety == findings::Safety::safe &&
          std::any_of(fix.bindings.begin(), fix.bindings.end(),
                      [](const findings::Binding& b) { return b.named_by_project_only; }))
        out.push_back(f.code + ": a fix that binds to what only the project names is not safe: " + fix.id);
      for (const findings::FileChange& change : fix.changes) edits_fit(change, files, out);
      for (const std::string& command : fix.commands)
        if (command.find("strict-ssl=false") != std::string::npos ||
            command.find("strict-ssl false") != std::string::npos ||
            command.find("allow-remote=all") != std::string::npos)
          if (&fix == &f.fixes.front()) out.push_back(f.code + ": a first cure that TRUST 9 forbids: " + command);
    }
  }
}

void renderings_parse(const Report& report, const Renderings& shown, std::vector<std::string>& out) {
  const auto json = base::parse_json(shown.json);
  if (!json) {
    out.push_back("the JSON does not parse: " + json.error().text());
  } else {
    const base::Json* list = json->find("findings");
    if (!json->find_string({"schema"}) || *json->find_string({"schema"}) != report.schema)
      out.push_back("the JSON names another schema");
    if (!list || list->items.size() != report.findings.size()) out.push_back("the JSON has another number of findings");
  }
  if (const auto sarif = base::parse_json(shown.sarif); !sarif)
    out.push_back("the SARIF does not parse: " + sarif.error().text());
  for (std::string_view line : base::split(shown.github, '\n'))
    if (!line.empty() && !line.starts_with("::error ") && !line.starts_with("::warning ") &&
        !line.starts_with("::notice "))
      out.push_back("not an annotation: " + std::string(line));
  for (const Finding& f : report.findings)
    if (shown.text.find("[" + f.code + "]") == std::string::npos) out.push_back("the text does not show " + f.code);
}

}  // namespace

std::vector<std::string> broken_promises(const Example& example, const ExampleRun& run) {
  std::vector<std::string> out;
  no_secret_is_shown(example, run.shown, out);
  text_is_fit_for_a_terminal(run.shown, out);
  credentials_stay_at_home(example, run.machine->http.requests(), out);
  nothing_was_done(run, out);
  findings_are_whole(run.diagnosis.report, run.machine->files, out);
  renderings_parse(run.diagnosis.report, run.shown, out);
  return out;
}

}  // namespace e401::support
