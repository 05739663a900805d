#include "doctor/failing_run.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>
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

// npm hands the exit code of a script, or of git (128), through as its own code.
bool is_exit_code(std::string_view code) {
  return !code.empty() && code.find_first_not_of("0123456789") == std::string_view::npos;
}

// "E401", "E503": what a registry answered.
bool is_http_status(std::string_view code) {
  return code.size() == 4 && code[0] == 'E' && is_exit_code(code.substr(1));
}

// What Node and npm call it when a registry is not reached, is not believed, or answers what npm cannot use. An
// allow-list: npm has hundreds of codes for what happens on this machine, and new ones come with every version.
bool is_of_the_way_there(std::string_view code) {
  static constexpr std::array codes = std::to_array<std::string_view>(
      {// the connection: Node, libuv
       "ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "ETIMEDOUT", "EHOSTUNREACH",
       "ENETUNREACH", "EADDRNOTAVAIL", "EPIPE", "EPROTO", "ERR_SOCKET_TIMEOUT", "ERR_SOCKET_CLOSED",
       "ERR_STREAM_PREMATURE_CLOSE",
       // @npmcli/agent
       "EINVALIDPROXY", "ECONNECTIONTIMEOUT", "EIDLETIMEOUT", "ERESPONSETIMEOUT", "ETRANSFERTIMEOUT",
       // the address, the header, redirects: Node, make-fetch-happen
       "ERR_INVALID_URL", "ERR_INVALID_PROTOCOL", "ERR_INVALID_CHAR", "ENOREDIRECT", "EINVALIDREDIRECT", "EMAXREDIRECT",
       // the answer: minipass-fetch, npm-registry-fetch, npm-pick-manifest, pacote, cacache
       "FETCH_ERROR", "ETARGET", "ENOVERSIONS", "EINTEGRITY", "EBADSIZE", "ENOAUDIT", "EPUBLISHCONFLICT",
       "TAR_BAD_ARCHIVE", "Z_DATA_ERROR", "Z_BUF_ERROR"});
  if (std::find(codes.begin(), codes.end(), code) != codes.end()) return true;
  // OpenSSL's verdicts on a certificate, Node's, and its HTTP parser's: UNABLE_TO_VERIFY_LEAF_SIGNATURE,
  // CERT_HAS_EXPIRED, ERR_SSL_...
  return code.find("CERT") != std::string_view::npos || code.starts_with("UNABLE_TO_") ||
         code.starts_with("ERR_SSL_") || code.starts_with("ERR_TLS_") || code.starts_with("ERR_OSSL_") ||
         code.starts_with("HPE_");
}

}  // namespace

bool concerns_registry(const npm::LoggedRun& run) {
  const std::string& code = run.error_code;
  if (is_exit_code(code)) return false;
  if (!code.empty())
    return npm::is_about_access(code) || is_http_status(code) || is_of_the_way_there(code) || run.failed_status >= 400;
  return npm::fails_without_code(run) || run.failed_status >= 400;
}

std::string local_reason(const npm::LoggedRun& run) {
  if (is_exit_code(run.error_code)) {
    for (const std::string& line : run.error_lines)
      if (line.find("git error") != std::string::npos || line.starts_with("command git"))
        return "git's exit code " + run.error_code;
    return "exit code " + run.error_code + " of a command that it started";
  }
  return run.error_code;
}

FailedRuns find_failed_runs(const world::World& world, const npm::Config& config,
                            std::vector<findings::Skipped>& skipped) {
  FailedRuns out;
  std::set<std::string> succeeded_later;
  bool is_newest = true;
  for (const std::string& path : npm::debug_logs(config, world.files)) {
    const auto text = npm::read_log(world.files, path);
    if (!text) {
      // One is enough to say, and no reason to doubt: the registries are asked again anyway.
      if (text.error().code != "ENOENT" && skipped.empty()) skipped.push_back({path, text.error().what, false});
      continue;
    }
    npm::LoggedRun run = npm::parse_log(*text);
    if (!same_project(world, config, run.cwd)) continue;
    const bool was_newest = std::exchange(is_newest, false);
    const std::int64_t age_s = std::max<std::int64_t>(0, world.clock.now_s() - world.files.info(path).modified_s);
    if (run.finished_ok) {
      succeeded_later.insert(run.command);
      out.worked.push_back({std::move(run), path, age_s});
      continue;
    }
    if (!concerns_registry(run)) {
      if (was_newest && !local_reason(run).empty())
        out.local = rules::LocalFailure{run.command, local_reason(run), age_s};
      continue;
    }
    if (succeeded_later.contains(run.command)) continue;
    out.refused = PastRun{std::move(run), path, age_s};
    return out;
  }
  return out;
}

}  // namespace e401::doctor
