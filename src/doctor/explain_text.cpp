// The two renderings of an explanation.
#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "doctor/explain.h"
#include "findings/machine_text.h"
#include "npm/url.h"

namespace e401::doctor {
namespace {

constexpr std::size_t label_width = 14;  // "  not shown   "

// "  label       text", wrapped under its own beginning. Words longer than a line (addresses) stay whole.
std::string row(std::string_view label, std::string_view text, const findings::TextStyle& style) {
  std::string out;
  std::string line = "  " + std::string(label);
  line.resize(label_width, ' ');
  std::size_t filled = 0;
  const std::size_t width = static_cast<std::size_t>(std::max(style.columns, 40)) - label_width;
  for (const std::string_view word : base::split(text, ' ')) {
    if (filled > 0 && filled + 1 + word.size() > width) {
      out += line + "\n";
      line.assign(label_width, ' ');
      filled = 0;
    }
    if (filled > 0) line += ' ';
    line += word;
    filled += word.size() + (filled > 0 ? 1 : 0);
  }
  return out + line + "\n";
}

std::string client_words(const npm::LoggedRun& run) {
  if (run.client != "npm") return run.client;
  if (run.npm) return "npm " + run.npm->text;
  switch (run.prefix) {
    case npm::LoggedRun::Prefix::err:
      return "npm up to 10.5";
    case npm::LoggedRun::Prefix::error:
      return "npm 10.6 or later";
    case npm::LoggedRun::Prefix::unknown:
      break;
  }
  return "npm (version unknown)";
}

struct Step {
  std::string command;
  std::string_view what;
};

std::vector<Step> next_steps(const npm::LoggedRun& run, const Explanation& e, const findings::TextStyle& style) {
  std::vector<Step> steps;
  if (!run.log_path.empty() && !run.is_debug_log)
    steps.push_back({"e401 explain " + findings::shown_path(run.log_path, style), "its debug log"});
  if (!e.causes.empty())
    steps.push_back(
        {"e401 explain " + e.causes.front(), e.certain ? "the page of that cause" : "the page of the likeliest"});
  if (!e.causes.empty() && run.client == "npm")
    steps.push_back({"e401", "in that folder: asks the hosts and names the one"});
  return steps;
}

}  // namespace

std::string render_explanation_text(const npm::LoggedRun& run, const Explanation& e, const findings::TextStyle& style) {
  std::string head = client_words(run);
  if (!run.command.empty() && run.client == "npm") head += ", npm " + base::printable(run.command);
  if (!run.cwd.empty()) head += ", in " + findings::shown_path(run.cwd, style);
  std::string out = head + "\n\n";
  if (!e.failure.empty()) out += row("failed", e.failure, style);
  for (const std::string& line : e.said)
    out += row(&line == &e.said.front() ? (run.client == "npm" ? "npm said" : "said") : "", line, style);
  for (const std::string& notice : e.notices) out += row("notice", notice, style);
  for (const std::string& request : e.requests) out += row("request", request, style);
  if (!out.ends_with("\n\n")) out += "\n";
  out += row("means", e.meaning, style);
  if (!e.causes.empty())
    out += row(e.certain ? "cause" : "causes", e.certain ? e.causes.front() : base::join(e.causes, ", "), style);
  if (!e.causes.empty() && !e.certain) out += row("", "(each fits; the likeliest first)", style);
  for (const std::string& line : e.cannot_show) out += row("not shown", line, style);
  const std::vector<Step> steps = next_steps(run, e, style);
  if (!steps.empty()) out += "\n";
  for (const Step& step : steps)
    out += row(&step == &steps.front() ? "next" : "", step.command + "   " + std::string(step.what), style);
  return out;
}

std::string render_explanation_json(const npm::LoggedRun& run, const Explanation& e) {
  base::JsonWriter w(true);
  const auto list = [&](std::string_view name, const std::vector<std::string>& items) {
    w.key(name).begin_array();
    for (const std::string& item : items) w.value(item);
    w.end_array();
  };
  const auto url = npm::parse_url(run.failed_url);
  w.begin_object().member("schema", "e401.explain/1").member("client", run.client);
  w.member("npm", run.npm ? run.npm->text : std::string()).member("command", run.command).member("cwd", run.cwd);
  w.member("code", run.error_code).member("method", run.failed_method).member("url", npm::shown_url(run.failed_url));
  w.member("host", url ? url->host_port() : std::string()).member("status", run.failed_status);
  w.member("meaning", e.meaning).member("certain", e.certain);
  list("causes", e.causes);
  list("requests", e.requests);
  list("not_shown", e.cannot_show);
  w.member("log", run.log_path);
  return findings::harmless_json(w.end_object().take()) + "\n";
}

}  // namespace e401::doctor
