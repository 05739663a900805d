// SARIF 2.1.0, as code scanning reads it: one rule for each code that was found, one result for each finding. The first
// place in a file is the result's location, further ones are related locations; a place that is no file (a variable,
// the command line) is said in the message. SARIF's own fixes are left out: they would carry the text to insert, which
// may be a secret. A rule's texts are those of its page alone, so that they are the same in every run.
#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "findings/machine_text.h"
#include "findings/report.h"

namespace e401::findings {
namespace {

using base::JsonWriter;

std::string_view level_of(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

// RFC 3986 unreserved characters and the slash stay.
std::string uri_path(std::string_view path) {
  static constexpr std::string_view kept = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/@";
  static constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (kept.find(c) != std::string_view::npos)
      out += c;
    else
      (out += '%').append({hex[byte >> 4], hex[byte & 15]});
  }
  return out;
}

// "> one sentence" of the rule's page.
std::string definition_of(std::string_view page) {
  for (std::string_view line : base::split(page, '\n'))
    if (line.starts_with("> ")) return std::string(line.substr(2));
  return {};
}

// SARIF reads "{0}" of a message as a placeholder and "[text](target)" as a link. Placeholders are written as SARIF
// wants braces, doubled; other braces ("${NPM_TOKEN}") stay, because the viewers show a message without arguments as it
// is, and people copy from there.
std::string literal(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t end = text[i] == '{' ? text.find_first_not_of("0123456789", i + 1) : std::string_view::npos;
    if (end != std::string_view::npos && end > i + 1 && text[end] == '}') {
      out.append("{{").append(text.substr(i + 1, end - i - 1)).append("}}");
      i = end;
    } else {
      out += text[i];
    }
  }
  return base::replace_all(std::move(out), "](", "] (");
}

std::string message_of(const Finding& f) {
  std::string out = f.would_prove.empty() ? f.title : "likely: " + f.title;
  const auto sentence = [&](const std::string& text) {
    if (text.empty()) return;
    if (!out.ends_with('.')) out += '.';
    out += " " + text;
  };
  sentence(f.detail);
  sentence(places_in_words(f));
  sentence(f.why);
  sentence(f.help);
  if (!f.would_prove.empty()) sentence("To prove it: " + f.would_prove);
  for (const Fix& fix : f.fixes) sentence("Fix (" + std::string(name_of(fix.safety)) + "): " + fix.description);
  if (!out.ends_with('.')) out += '.';
  return out;
}

void write_text(JsonWriter& w, std::string_view name, const std::string& text) {
  w.key(name).begin_object().member("text", literal(text)).end_object();
}

void write_rule(JsonWriter& w, const Finding& f, const PageOf& page_of) {
  std::string_view page = page_of ? page_of(f.code) : std::string_view{};
  // Tests, with made-up tokens that scanners would take for real ones.
  page = page.substr(0, page.find("\n## Examples"));
  const std::string definition = definition_of(page);
  const std::string& described = definition.empty() ? f.title : definition;
  w.begin_object().member("id", f.code);
  write_text(w, "shortDescription", described);
  write_text(w, "fullDescription", described);
  const std::string help = !page.empty() ? std::string(page) : "e401 explain " + f.code;
  w.key("help").begin_object().member("text", literal(help));
  if (!page.empty()) w.member("markdown", page);
  w.end_object().end_object();
}

// Columns of an Evidence count bytes, SARIF's characters: the line as shown tells the difference.
int column_in_characters(const Evidence& e) {
  const std::string_view before = std::string_view(e.text).substr(0, static_cast<std::size_t>(e.column - 1));
  const auto within = std::count_if(before.begin(), before.end(),
                                    [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; });
  return e.column - static_cast<int>(within);
}

void write_location(JsonWriter& w, const Evidence& e, const std::string& base_folder, int id) {
  w.begin_object();
  if (id) w.member("id", id);
  w.key("physicalLocation").begin_object().key("artifactLocation").begin_object();
  if (const auto relative = below(e.file, base_folder))
    w.member("uri", uri_path(*relative)).member("uriBaseId", "%SRCROOT%");
  else
    w.member("uri", "file://" + uri_path(e.file));
  w.end_object();
  if (e.line > 0) {
    w.key("region").begin_object().member("startLine", e.line);
    if (e.column > 0) w.member("startColumn", column_in_characters(e));
    w.end_object();
  }
  w.end_object();
  if (!e.note.empty()) write_text(w, "message", e.note);
  w.end_object();
}

void write_result(JsonWriter& w, const Finding& f, std::size_t rule_index, const std::string& base_folder,
                  const std::string& fingerprint) {
  w.begin_object().member("ruleId", f.code).member("ruleIndex", rule_index).member("level", level_of(f.severity));
  write_text(w, "message", message_of(f));
  std::vector<const Evidence*> files;
  for (const Evidence& e : f.evidence)
    if (is_file(e)) files.push_back(&e);
  if (!files.empty()) {
    w.key("locations").begin_array();
    write_location(w, *files.front(), base_folder, 0);
    w.end_array();
  }
  if (files.size() > 1) {
    w.key("relatedLocations").begin_array();
    for (std::size_t i = 1; i < files.size(); ++i) write_location(w, *files[i], base_folder, static_cast<int>(i));
    w.end_array();
  }
  w.key("partialFingerprints").begin_object().member("e401/v1", fingerprint).end_object();
  w.key("properties")
      .begin_object()
      .member("host", f.host)
      .member("explainsFailure", f.explains_failure)
      .end_object()
      .end_object();
}

void write_notification(JsonWriter& w, std::string_view level, const std::string& text) {
  w.begin_object().member("level", level);
  write_text(w, "message", text);
  w.end_object();
}

void write_skipped(JsonWriter& w, const Report& report) {
  w.key("invocations")
      .begin_array()
      .begin_object()
      .member("executionSuccessful", true)
      .member("exitCode", exit_code(report));
  w.key("toolExecutionNotifications").begin_array();
  for (const Skipped& s : report.skipped)
    write_notification(w, s.mattered ? "warning" : "note", "not looked at: " + s.what + " (" + s.why + ")");
  if (report.findings.empty() && !report.healthy) write_notification(w, "warning", not_proven(report));
  w.end_array().end_object().end_array();
}

}  // namespace

std::string render_sarif(const Report& report, const std::string& base_folder, const PageOf& page_of,
                         const std::string& version) {
  std::vector<const Finding*> rules;
  const auto index_of = [&](const Finding& f) {
    const auto at = std::find_if(rules.begin(), rules.end(), [&](const Finding* r) { return r->code == f.code; });
    if (at == rules.end()) rules.push_back(&f);
    return static_cast<std::size_t>(
        std::find_if(rules.begin(), rules.end(), [&](const Finding* r) { return r->code == f.code; }) - rules.begin());
  };
  for (const Finding& f : report.findings) index_of(f);
  JsonWriter w(true);
  w.begin_object().member("$schema", "https://json.schemastore.org/sarif-2.1.0.json").member("version", "2.1.0");
  w.key("runs").begin_array().begin_object();
  w.key("tool").begin_object().key("driver").begin_object().member("name", "e401");
  if (!version.empty()) w.member("semanticVersion", version);
  w.key("rules").begin_array();
  for (const Finding* f : rules) write_rule(w, *f, page_of);
  w.end_array().end_object().end_object();
  w.member("columnKind", "unicodeCodePoints");
  w.key("originalUriBaseIds").begin_object().key("%SRCROOT%").begin_object();
  w.member("uri", "file://" + uri_path(base_folder.ends_with('/') ? base_folder : base_folder + "/"))
      .end_object()
      .end_object();
  write_skipped(w, report);
  w.key("results").begin_array();
  const std::vector<std::string> prints = fingerprints(report, base_folder);
  for (std::size_t i = 0; i < report.findings.size(); ++i)
    write_result(w, report.findings[i], index_of(report.findings[i]), base_folder, prints[i]);
  w.end_array().end_object().end_array().end_object();
  return harmless_json(w.take()) + "\n";
}

}  // namespace e401::findings
