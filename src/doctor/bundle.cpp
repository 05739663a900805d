#include "doctor/bundle.h"

#include "base/json.h"
#include "base/redact.h"
#include "base/text.h"
#include "findings/machine_text.h"
#include "npm/rc_document.h"

namespace e401::doctor {
namespace {

using rules::Answer;

void write_answer(base::JsonWriter& w, std::string_view name, const Answer& a) {
  if (!a.asked && a.not_asked_why.empty()) return;
  w.key(name).begin_object().member("asked", a.asked);
  if (!a.asked) w.member("why_not", a.not_asked_why);
  if (a.status) w.member("status", a.status);
  if (!a.trouble.empty()) w.member("trouble", a.trouble).member("detail", npm::shown_url(a.trouble_detail));
  if (!a.www_authenticate.empty()) w.member("www_authenticate", npm::shown_url(a.www_authenticate));
  if (!a.npm_notice.empty()) w.member("npm_notice", npm::shown_url(a.npm_notice));
  if (!a.content_type.empty()) w.member("content_type", a.content_type);
  if (!a.message.empty()) w.member("message", npm::shown_url(a.message));
  if (!a.hops.empty()) {
    w.key("redirects").begin_array();
    for (const std::string& hop : a.hops) w.value(npm::shown_url(hop));
    w.end_array();
  }
  w.end_object();
}

// Comments are prose, and prose tells passwords: of one only the name of a setting stays that was taken out of use.
std::string shown_comment(std::string_view text) {
  const std::string_view said = text.substr(std::min(text.find_first_not_of(" \t;#"), text.size()));
  const std::string_view name = base::trim(said.substr(0, said.find('=')));
  const bool is_setting = name.size() < said.size() && name.find(' ') == std::string_view::npos;
  return "# " + (is_setting ? npm::shown_rc_line(std::string(name) + "=") : "") + "***";
}

std::string shown_line(const npm::RcDocument& document, std::size_t number) {
  const npm::RcLine& line = document.line(number);
  const std::string_view text = document.source().line(number);
  if (line.kind == npm::RcLine::Kind::comment) return shown_comment(text);
  if (line.comment_span.empty()) return npm::shown_rc_line(text);
  const std::string_view setting = text.substr(0, line.comment_span.begin - line.span.begin);
  return npm::shown_rc_line(base::trim(setting)) + " " + shown_comment(text.substr(setting.size()));
}

void write_files(base::JsonWriter& w, const rules::Facts& facts) {
  w.key("files").begin_array();
  for (const npm::LayerData& layer : facts.config.layers) {
    if (layer.path.empty()) continue;
    w.begin_object().member("layer", npm::name_of(layer.layer)).member("source", layer.source);
    w.key("lines").begin_array();
    if (layer.document)
      for (std::size_t i = 1; i <= layer.document->source().line_count(); ++i)
        w.value(base::mask_shapes(shown_line(*layer.document, i)));
    w.end_array().end_object();
  }
  w.end_array();
}

}  // namespace

std::string render_bundle(const Diagnosis& d) {
  base::JsonWriter w(true);
  const rules::Facts& f = d.facts;
  w.begin_object()
      .member("schema", "e401.report/1")
      .member("npm", f.config.situation.npm.text)
      .member("npm_assumed", f.config.situation.npm.assumed);
  w.member("operation", rules::name_of(f.operation)).member("ci", f.ci.provider);
  write_files(w, f);
  w.key("requests").begin_array();
  for (const rules::Concern& c : f.concerns) {
    w.begin_object()
        .member("purpose", rules::name_of(c.purpose))
        .member("method", c.method)
        .member("url", npm::shown_url(c.url_text));
    w.member("registry_key", c.registry.key).member("fails", c.fails());
    if (!c.stopped_by.empty()) w.member("stopped_by", c.stopped_by);
    if (c.sent())
      w.member("credential", c.decision.sent->key())
          .member("credential_type", npm::name_of(c.decision.sent->kind))
          .member("fingerprint", c.decision.sent->fingerprint());
    write_answer(w, "logged", c.logged);
    write_answer(w, "as_sent", c.as_sent);
    write_answer(w, "anonymous", c.anonymous);
    write_answer(w, "whoami", c.whoami);
    write_answer(w, "ping", c.ping);
    w.end_object();
  }
  w.end_array().key("report").raw(findings::render_json(d.report)).end_object();
  return findings::harmless_json(w.take()) + "\n";
}

}  // namespace e401::doctor
