#include "doctor/failing_run.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "base/limits.h"
#include "npm/log_files.h"

namespace e401::doctor {
namespace {

bool same_project(const world::World& world, const npm::Config& config, const std::string& cwd) {
  if (cwd.empty()) return false;
  if (cwd == config.situation.cwd || cwd == config.local_prefix) return true;
  // npm reports the real path, the shell may know the folder by a link.
  return cwd == world.files.real_path(config.situation.cwd) || cwd == world.files.real_path(config.local_prefix);
}

}  // namespace

bool concerns_registry(const npm::LoggedRun& run) {
  if (run.error_code.empty()) {
    // npm publish looks at the packument first, and its own refusal has no code.
    for (const std::string& line : run.error_lines)
      if (line.find("cannot publish over the previously published") != std::string::npos) return true;
    return run.failed_status >= 400;
  }
  if (npm::is_about_access(run.error_code) || run.failed_status >= 400) return true;
  static constexpr std::array<std::string_view, 17> local{"ELIFECYCLE", "EUSAGE", "ERESOLVE", "EJSONPARSE", "EBADENGINE", "EBADPLATFORM", "ENOENT", "EPERM",
                                                         "EEXIST", "ENOTDIR", "EISDIR", "ENOSPC", "EBADDEVENGINES", "ENOWORKSPACES", "EROFS", "EMFILE", "1"};
  return std::find(local.begin(), local.end(), run.error_code) == local.end();
}

std::optional<FailingRun> find_failing_run(const world::World& world, const npm::Config& config,
                                           std::vector<findings::Skipped>& skipped) {
  std::set<std::string> succeeded_later;
  for (const std::string& path : npm::debug_logs(config, world.files)) {
    const auto text = world.files.read(path, limits::debug_log_max_bytes);
    if (!text) {
      // One is enough to say, and no reason to doubt: the registries are asked again anyway.
      if (text.error().code != "ENOENT" && skipped.empty()) skipped.push_back({path, text.error().what, false});
      continue;
    }
    npm::LoggedRun run = npm::parse_log(*text);
    if (!same_project(world, config, run.cwd)) continue;
    if (run.finished_ok) {
      succeeded_later.insert(run.command);
      continue;
    }
    if (!concerns_registry(run) || succeeded_later.contains(run.command)) continue;
    const std::int64_t age_s = std::max<std::int64_t>(0, world.clock.now_s() - world.files.info(path).modified_s);
    return FailingRun{std::move(run), path, age_s};
  }
  return std::nullopt;
}

}  // namespace e401::doctor
