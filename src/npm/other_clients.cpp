// The lines looked for, as the clients print them:
//   pnpm     " ERR_PNPM_FETCH_401  GET https://h/x: Unauthorized - 401", "No authorization header was set for the
//   request." Yarn 1   "error An unexpected error occurred: "https://h/x: Request \"https://h/x\" returned a 401"."
//   Yarn     "YN0041: Invalid authentication (as an anonymous user)", "Response Code: 401", "Request URL: https://h/x"
//   Bun      "error: GET https://h/x - 401"
// One word after another of a line is looked at; nothing else is assumed about what stands around it.
#include "npm/other_clients.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "npm/log_lines.h"
#include "npm/log_requests.h"
#include "npm/utf8.h"

namespace e401::npm {
namespace {

constexpr std::size_t none = std::string_view::npos;
constexpr std::string_view capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

std::string_view after(std::string_view line, std::string_view words) {
  const std::size_t at = line.find(words);
  return at == none ? std::string_view() : base::trim(line.substr(at + words.size()));
}

std::string_view first_word(std::string_view text) {
  return text.substr(0, text.find_first_of(" \t"));
}

// The first address of the line, without what a sentence puts behind it.
std::string_view address_in(std::string_view line) {
  const std::size_t at = std::min(line.find("https://"), line.find("http://"));
  if (at == none) return {};
  std::string_view url = line.substr(at, line.find_first_of(" \t\"'\\)", at) - at);
  while (url.ends_with(':') || url.ends_with(',') || url.ends_with('.')) url.remove_suffix(1);
  return url;
}

void note(LoggedRun& run, std::string_view client, std::string_view line, int status) {
  run.client = client;
  if (run.error_lines.size() < limits::log_texts_max) run.error_lines.push_back(well_formed(base::trim(line)));
  if (status != 0) run.failed_status = status;
  if (const std::string_view url = address_in(line); !url.empty() && run.failed_url.empty()) {
    run.failed_url = well_formed(url);
    run.failed_method = "GET";
  }
}

bool read_pnpm(LoggedRun& run, std::string_view line) {
  if (const std::size_t at = line.find("ERR_PNPM_"); at != none && run.error_code.empty()) {
    run.error_code = line.substr(at, line.find_first_not_of(capitals, at) - at);
    note(run, "pnpm", line, status_of(run.error_code.substr(run.error_code.rfind('_') + 1)));
    return true;
  }
  if (run.client != "pnpm") return false;
  if (line.find("An authorization header was used") != none) run.sent = LoggedRun::Sent::yes;
  if (line.find("No authorization header was set") != none) run.sent = LoggedRun::Sent::no;
  return true;
}

bool read_yarn_1(LoggedRun& run, std::string_view line) {
  const std::string_view status = after(line, "returned a ");
  if (!line.starts_with("error ") || status_of(status.substr(0, 3)) == 0 || line.find(": Request ") == none)
    return false;
  note(run, "Yarn 1", line, status_of(status.substr(0, 3)));
  return true;
}

bool read_yarn(LoggedRun& run, std::string_view line) {
  const std::size_t at = line.find("YN00");
  if (at != none && run.error_code.empty() && line.find("Invalid authentication") != none) {
    run.error_code = line.substr(at, 6);
    note(run, "Yarn", line, 401);
    if (line.find("(as an anonymous user)") != none) run.sent = LoggedRun::Sent::no;
  } else if (at != none && run.error_code.empty() && line.find("The remote server failed") != none) {
    run.error_code = line.substr(at, 6);
    note(run, "Yarn", line, 0);
  } else if (run.client == "Yarn" && line.find("Response Code: ") != none) {
    note(run, "Yarn", line, status_of(first_word(after(line, "Response Code: ")).substr(0, 3)));
  } else if (run.client == "Yarn" && line.find("Request URL: ") != none) {
    note(run, "Yarn", line, 0);
  } else {
    return false;
  }
  return true;
}

bool read_bun(LoggedRun& run, std::string_view line) {
  const std::string_view request = after(line, "error: GET http");
  const std::size_t dash = request.rfind(" - ");
  if (request.empty() || dash == none) return false;
  const int status = status_of(first_word(request.substr(dash + 3)));
  if (status == 0) return false;
  note(run, "Bun", line, status);
  return true;
}

}  // namespace

void read_other_client(LoggedRun& run, std::string_view text) {
  for_each_log_line(text, [&](std::string_view raw, std::size_t) {
    const std::string clean = without_escapes(raw.substr(0, limits::log_line_max_bytes));
    const std::string_view line = without_prefix(clean);
    if (run.client == "npm" || run.client == "pnpm")
      if (read_pnpm(run, line)) return;
    if (run.client == "npm" || run.client == "Yarn")
      if (read_yarn(run, line)) return;
    if (run.client == "npm" && (read_yarn_1(run, line) || read_bun(run, line))) return;
  });
}

}  // namespace e401::npm
