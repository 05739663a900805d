#include "findings/report.h"

#include <algorithm>

#include "base/text.h"

namespace e401::findings {
namespace {

bool lies_below(const std::string& path, const std::string& folder) {
  return folder.size() > 1 && path.size() > folder.size() + 1 && path.starts_with(folder) && path[folder.size()] == '/';
}

}  // namespace

int exit_code(const Report& report) {
  const auto is_error = [](const Finding& f) { return f.severity == Severity::error; };
  if (std::any_of(report.findings.begin(), report.findings.end(), is_error)) return 1;
  const bool something_mattered =
      std::any_of(report.skipped.begin(), report.skipped.end(), [](const Skipped& s) { return s.mattered; });
  return !report.healthy || something_mattered ? 3 : 0;
}

std::string shown_path(const std::string& path, const TextStyle& style) {
  if (path == "cli") return "the command line";
  if (path == "log") return "npm's log";
  // Where the person stands at home, "~/.npmrc" says more than ".npmrc".
  if (style.cwd != style.home && lies_below(path, style.cwd)) return base::printable(path.substr(style.cwd.size() + 1));
  if (lies_below(path, style.home)) return base::printable("~" + path.substr(style.home.size()));
  return base::printable(path);
}

std::string age_words(std::int64_t seconds) {
  const auto n = static_cast<std::size_t>(std::max<std::int64_t>(seconds, 0));
  if (n < 90) return base::counted(n, "second");
  if (n < 90 * 60) return base::counted((n + 30) / 60, "minute");
  if (n < 48 * 3600) return base::counted((n + 1800) / 3600, "hour");
  return base::counted((n + 43200) / 86400, "day");
}

}  // namespace e401::findings
