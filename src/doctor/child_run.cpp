#include "doctor/child_run.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/limits.h"
#include "npm/log_files.h"

namespace e401::doctor {
namespace {

bool is_at_or_below(const std::string& path, const std::string& folder) {
  if (folder.empty() || !path.starts_with(folder)) return false;
  return path.size() == folder.size() || path[folder.size()] == '/' || folder.ends_with('/');
}

bool is_here(const world::World& world, const npm::Config& config, const std::string& cwd) {
  for (const std::string& folder : {config.situation.cwd, config.local_prefix})
    if (is_at_or_below(cwd, folder) || is_at_or_below(cwd, world.files.real_path(folder))) return true;
  return false;
}

}  // namespace

bool concerns_access(const npm::LoggedRun& run) {
  return npm::fails_without_code(run) || concerns_registry(run);
}

std::optional<PastRun> find_run_of_child(const world::World& world, const npm::Config& config,
                                         const std::vector<std::string>& npm_words, std::int64_t started_s) {
  std::set<std::pair<std::string, std::string>> succeeded_later;
  for (const std::string& path : npm::debug_logs(config, world.files)) {
    const std::int64_t written_s = world.files.info(path).modified_s;
    if (written_s < started_s) continue;
    const auto text = npm::read_log(world.files, path);
    if (!text) continue;
    npm::LoggedRun run = npm::parse_log(*text);
    if (!is_here(world, config, run.cwd)) continue;
    if (!npm_words.empty() && !run.argv.empty() && run.argv.front() != npm_words.front()) continue;
    if (run.finished_ok) succeeded_later.insert({run.command, run.cwd});
    if (run.finished_ok || succeeded_later.contains({run.command, run.cwd}) || !concerns_access(run)) continue;
    return PastRun{std::move(run), path, std::max<std::int64_t>(0, world.clock.now_s() - written_s)};
  }
  return std::nullopt;
}

}  // namespace e401::doctor
