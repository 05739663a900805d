#include "base/json.h"
#include "findings/machine_text.h"
#include "findings/report.h"

namespace e401::findings {
namespace {

using base::JsonWriter;

void number_or_null(JsonWriter& w, std::string_view name, long long n) {
  w.key(name);
  if (n > 0)
    w.value(n);
  else
    w.null();
}

void write_failure(JsonWriter& w, const std::optional<Failure>& failure) {
  w.key("failure");
  if (!failure) {
    w.null();
    return;
  }
  const Failure& f = *failure;
  w.begin_object().member("client", f.client).member("version", f.version).member("operation", f.operation);
  w.member("method", f.method).member("url", f.url).member("host", f.host);
  number_or_null(w, "status", f.status);
  w.member("code", f.code).member("log", f.log).member("age_s", static_cast<long long>(f.age_s)).end_object();
}

void write_evidence(JsonWriter& w, const Evidence& e) {
  w.begin_object().member("file", e.file);
  number_or_null(w, "line", e.line);
  number_or_null(w, "column", e.column);
  if (!e.text.empty()) w.member("text", e.text);
  if (!e.note.empty()) w.member("note", e.note);
  w.end_object();
}

void write_fix(JsonWriter& w, const Fix& fix) {
  w.begin_object().member("id", fix.id).member("safety", name_of(fix.safety)).member("description", fix.description);
  w.key("commands").begin_array();
  for (const std::string& command : fix.commands) w.value(command);
  w.end_array().end_object();
}

void write_finding(JsonWriter& w, const Finding& f) {
  w.begin_object()
      .member("code", f.code)
      .member("severity", name_of(f.severity))
      .member("title", f.title)
      .member("detail", f.detail);
  w.key("evidence").begin_array();
  for (const Evidence& e : f.evidence) write_evidence(w, e);
  w.end_array().member("host", f.host);
  w.key("fixes").begin_array();
  for (const Fix& fix : f.fixes) write_fix(w, fix);
  w.end_array().member("why", f.why).member("help", f.help);
  if (!f.would_prove.empty()) w.member("would_prove", f.would_prove);
  w.member("explains_failure", f.explains_failure).end_object();
}

}  // namespace

std::string render_json(const Report& report) {
  JsonWriter w(true);
  w.begin_object().member("schema", report.schema).member("healthy", report.healthy);
  if (report.schema == "e401.doctor/1") write_failure(w, report.failure);
  w.key("findings").begin_array();
  for (const Finding& f : report.findings) write_finding(w, f);
  w.end_array().key("skipped").begin_array();
  for (const Skipped& s : report.skipped)
    w.begin_object().member("what", s.what).member("why", s.why).member("mattered", s.mattered).end_object();
  w.end_array().key("looked_at").begin_array();
  for (const std::string& fact : report.facts) w.value(fact);
  w.end_array().member("offline", report.offline).member("exit_code", exit_code(report));
  if (!report.summary.empty()) w.member("summary", report.summary);
  w.end_object();
  return harmless_json(w.take()) + "\n";
}

}  // namespace e401::findings
