#include "findings/report.h"

#include <algorithm>

#include "base/text.h"

namespace e401::findings {
namespace {

bool lies_below(const std::string& path, const std::string& folder) {
  return folder.size() > 1 && path.size() > folder.size() + 1 && path.starts_with(folder) && path[folder.size()] == '/';
}

// Every `from` that begins a path becomes `to`.
std::string with_prefix_replaced(const std::string& text, const std::string& from, std::string_view to) {
  static constexpr std::string_view before_a_path = " (\"'`=,[";
  std::string out;
  std::size_t at = 0;
  for (std::size_t hit = text.find(from); hit != std::string::npos; hit = text.find(from, hit + from.size())) {
    const bool begins = hit == 0 || before_a_path.find(text[hit - 1]) != std::string_view::npos;
    const std::size_t after = hit + from.size();
    const bool names_something = after < text.size() && text[after] != ' ' && text[after] != ')';
    if (!begins || !names_something) continue;
    out.append(text, at, hit - at).append(to);
    at = after;
  }
  return out.append(text, at);
}

}  // namespace

int exit_code(const Report& report) {
  const auto is_error = [](const Finding& f) { return f.severity == Severity::error; };
  if (std::any_of(report.findings.begin(), report.findings.end(), is_error)) return 1;
  const bool something_mattered =
      std::any_of(report.skipped.begin(), report.skipped.end(), [](const Skipped& s) { return s.mattered; });
  return !report.healthy || something_mattered ? 3 : 0;
}

std::string not_proven(const Report& report) {
  if (!report.summary.empty()) return report.summary;
  return "it fails, and nothing that e401 knows explains it. `e401 report` writes what it saw, without secrets, for a "
         "ticket.";
}

std::string shown_path(const std::string& path, const TextStyle& style) {
  if (path == "cli") return "the command line";
  if (path == "log") return "npm's log";
  // Where the person stands at home, "~/.npmrc" says more than ".npmrc".
  if (style.cwd != style.home && lies_below(path, style.cwd)) return base::printable(path.substr(style.cwd.size() + 1));
  if (lies_below(path, style.home)) return base::printable("~" + path.substr(style.home.size()));
  return base::printable(path);
}

std::string with_short_paths(std::string text, const TextStyle& style) {
  const bool below_home = lies_below(style.cwd, style.home);
  if (style.cwd != style.home && style.cwd.size() > 1) {
    text = with_prefix_replaced(text, style.cwd + "/", "");
    if (below_home) text = with_prefix_replaced(text, "~" + style.cwd.substr(style.home.size()) + "/", "");
  }
  return style.home.size() > 1 ? with_prefix_replaced(text, style.home + "/", "~/") : text;
}

std::string age_words(std::int64_t seconds) {
  const auto n = static_cast<std::size_t>(std::max<std::int64_t>(seconds, 0));
  if (n < 90) return base::counted(n, "second");
  if (n < 90 * 60) return base::counted((n + 30) / 60, "minute");
  if (n < 48 * 3600) return base::counted((n + 1800) / 3600, "hour");
  return base::counted((n + 43200) / 86400, "day");
}

}  // namespace e401::findings
