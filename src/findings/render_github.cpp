// Workflow commands, which GitHub shows beside the line of a pull request: one line for each finding, "::error
// file=...::message". A line end, a colon or a comma of ours must not end the command or begin another: they are
// written as percent escapes.
#include "base/text.h"
#include "findings/machine_text.h"
#include "findings/report.h"

namespace e401::findings {
namespace {

std::string in_message(std::string text) {
  text = base::replace_all(base::printable(text, true), "%", "%25");
  return base::replace_all(std::move(text), "\n", "%0A");
}

std::string in_property(std::string text) {
  return base::replace_all(base::replace_all(in_message(std::move(text)), ":", "%3A"), ",", "%2C");
}

std::string_view command_of(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "notice";
}

std::string message_of(const Finding& f, const Evidence* shown, const std::string& base_folder) {
  std::string out = f.detail;
  const auto line = [&](std::string_view label, const std::string& text) {
    if (!text.empty()) (out += out.empty() ? "" : "\n").append(label).append(text);
  };
  for (const Evidence& e : f.evidence)
    if (is_file(e) && &e != shown)
      line("see: ", below(e.file, base_folder).value_or(e.file) + (e.line > 0 ? ":" + std::to_string(e.line) : "") +
                        (e.note.empty() ? "" : " (" + e.note + ")"));
  line("", places_in_words(f));
  line("why: ", f.why);
  line("to prove it: ", f.would_prove);
  line("help: ", f.help);
  for (const Fix& fix : f.fixes) {
    line("fix (" + std::string(name_of(fix.safety)) + "): ", fix.description);
    for (const std::string& command : fix.commands) line("  ", command);
  }
  return out;
}

std::string annotation(const Finding& f, const std::string& base_folder) {
  const Evidence* shown = nullptr;
  for (const Evidence& e : f.evidence)
    if (!shown && is_file(e) && below(e.file, base_folder)) shown = &e;
  std::string out = "::" + std::string(command_of(f.severity)) + " ";
  if (shown) {
    out += "file=" + in_property(*below(shown->file, base_folder)) + ",";
    if (shown->line > 0) out += "line=" + std::to_string(shown->line) + ",";
    if (shown->line > 0 && shown->column > 0) out += "col=" + std::to_string(shown->column) + ",";
  }
  const std::string title = f.code + ": " + (f.would_prove.empty() ? "" : "likely: ") + f.title;
  return out + "title=" + in_property(title) + "::" + in_message(message_of(f, shown, base_folder)) + "\n";
}

}  // namespace

std::string render_github(const Report& report, const std::string& base_folder) {
  std::string out;
  for (const Finding& f : report.findings) out += annotation(f, base_folder);
  for (const Skipped& s : report.skipped)
    if (s.mattered)
      out += "::notice title=" + in_property("e401: not looked at") + "::" + in_message(s.what + " (" + s.why + ")") +
             "\n";
  if (report.findings.empty() && !report.healthy)
    out += "::warning title=" + in_property("e401: not proven") + "::" + in_message(not_proven(report)) + "\n";
  return out;
}

}  // namespace e401::findings
