// npm names the failing address in its messages for most codes, but not for E401 with a challenge: then only the
// request lines have it, and with many requests under way the last one with that status need not be it. What identifies
// it is "pkgid": a package's name, name@address for tarballs, or the last part of a path ("whoami").
#include "npm/log_requests.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "base/limits.h"
#include "base/text.h"
#include "npm/package_spec.h"
#include "npm/url.h"

namespace e401::npm {
namespace {

constexpr std::size_t none = std::string_view::npos;

// Cuts the first word off.
std::string_view next_word(std::string_view& text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

bool is_method(std::string_view word) {
  static constexpr std::array<std::string_view, 6> methods{"GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"};
  return std::find(methods.begin(), methods.end(), word) != methods.end();
}

bool is_address(std::string_view word) {
  return word.starts_with("https://") || word.starts_with("http://");
}

int number_of(std::string_view text) {
  int n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  return error == std::errc() && end == text.data() + text.size() ? n : 0;
}

bool is_status(std::string_view word) {
  return word.size() == 3 && number_of(word) >= 100 && number_of(word) < 600;
}

// "attempt 1 failed with ECONNRESET", "39ms attempt #2 (cache skip)"
void read_tail(LoggedRequest& request, std::string_view rest) {
  while (!rest.empty()) {
    const std::string_view word = next_word(rest);
    if (word == "attempt") {
      std::string_view number = next_word(rest);
      if (number.starts_with('#')) number.remove_prefix(1);
      request.attempt = std::max(1, number_of(number));
    } else if (word == "with") {
      const std::string_view reason = next_word(rest);
      if (is_status(reason))
        request.status = number_of(reason);
      else
        request.failure = reason;
    } else if (word == "(cache" || word == "(from") {
      const std::string_view state = next_word(rest);
      request.from_cache = state == "hit)" || state == "stale)" || word == "(from";
    } else if (is_status(word) && request.status == 0) {
      request.status = number_of(word);  // the lines of the token exchange have it behind the address
    }
  }
}

// "404 Not Found - GET https://h/x - why", wherever it begins in the line.
bool read_message(LoggedRun& run, std::string_view line) {
  for (std::size_t dash = line.find(" - "); dash != none; dash = line.find(" - ", dash + 1)) {
    std::string_view rest = line.substr(dash + 3);
    const std::string_view method = next_word(rest);
    const std::string_view url = next_word(rest);
    if (!is_method(method) || !is_address(url)) continue;
    run.failed_method = method;
    run.failed_url = url;
    std::string_view head = line.substr(0, dash);
    while (!head.empty())
      if (const std::string_view word = next_word(head); is_status(word)) run.failed_status = number_of(word);
    return true;
  }
  return false;
}

// "request to https://h/x failed, reason: ...", "invalid json response body at https://h/x reason: ..."
bool read_transport_message(LoggedRun& run, std::string_view line) {
  for (std::string_view head : {"request to ", "response body at ", "while trying to fetch ",
                                "network timeout at: ", "maximum redirect reached at: "}) {
    const std::size_t at = line.find(head);
    if (at == none) continue;
    std::string_view rest = line.substr(at + head.size());
    std::string_view url = next_word(rest);
    while (url.ends_with(':') || url.ends_with(',')) url.remove_suffix(1);
    if (!is_address(url)) continue;
    run.failed_url = url;
    return true;
  }
  return false;
}

int status_of_code(std::string_view code) {
  if (code == "EOTP" || code == "EAUTHIP" || code == "EAUTHUNKNOWN") return 401;
  return code.size() == 4 && code[0] == 'E' && is_status(code.substr(1)) ? number_of(code.substr(1)) : 0;
}

std::string plain_slashes(std::string_view url) {
  return base::replace_all(base::ascii_lower(url), "%2f", "/");
}

// Is it what pkgid names: its last path part, or a package's document or tarball?
bool is_request_for(std::string_view url, std::string_view name) {
  if (name.empty()) return false;
  const std::string text = plain_slashes(url);
  const std::string wanted = "/" + base::ascii_lower(name);
  const std::size_t at = text.rfind(wanted);
  if (at == std::string::npos) return false;
  const std::size_t end = at + wanted.size();
  return end == text.size() || text[end] == '/' || text[end] == '?';
}

// Its failure does not end an install, and it comes beside every install.
bool is_side_request(const LoggedRequest& request) {
  return request.url.find("/-/npm/v1/security/") != std::string::npos;
}

const LoggedRequest* request_with_status(const LoggedRun& run, std::size_t error_line, int status) {
  const std::optional<PackageSpec> spec = parse_spec(run.pkgid);
  const std::string name = spec ? spec->name : run.pkgid;
  const std::string url = spec ? spec->url : std::string();
  const LoggedRequest* best = nullptr;
  int best_score = -1;
  for (const LoggedRequest& request : run.requests) {
    if (request.status != status || request.from_cache || (error_line && request.line > error_line)) continue;
    const int score = !url.empty() && request.url == url  ? 3
                      : is_request_for(request.url, name) ? 2
                      : is_side_request(request)          ? 0
                                                          : 1;
    if (score < best_score) continue;
    best = &request;
    best_score = score;
  }
  return best;
}

// `npm audit` says "audit endpoint returned an error", without a code or an address.
const LoggedRequest* refused_audit(const LoggedRun& run) {
  if (run.command != "audit" || run.finished_ok) return nullptr;
  for (auto at = run.requests.rbegin(); at != run.requests.rend(); ++at)
    if (is_side_request(*at) && at->status >= 400) return &*at;
  return nullptr;
}

const LoggedRequest* last_request_to(const LoggedRun& run, std::string_view url) {
  for (auto at = run.requests.rbegin(); at != run.requests.rend(); ++at)
    if (at->url == url) return &*at;
  return nullptr;
}

}  // namespace

int status_of(std::string_view word) {
  return is_status(word) ? number_of(word) : 0;
}

std::optional<LoggedRequest> request_of(std::string_view text) {
  LoggedRequest request;
  const std::string_view kind = next_word(text);
  if (kind == "cache") {
    // "@s/p@https://h/x.tgz": npm puts the name in front of a tarball's address.
    const std::string_view key = next_word(text);
    const std::size_t at = std::min(key.find("https://"), key.find("http://"));
    if (at == none) return std::nullopt;
    request.method = "GET";
    request.url = key.substr(at);
    request.status = 200;  // nothing else is kept
    read_tail(request, text);
    request.from_cache = true;
    return request;
  }
  if (kind != "fetch") return std::nullopt;
  request.method = next_word(text);
  std::string_view word = next_word(text);
  if (is_status(word)) {
    request.status = number_of(word);
    word = next_word(text);
  }
  if (!is_method(request.method) || !is_address(word)) return std::nullopt;
  request.url = word;
  read_tail(request, text);
  return request;
}

void add_request(LoggedRun& run, LoggedRequest request) {
  if (!run.requests.empty()) {
    LoggedRequest& last = run.requests.back();
    const bool same = last.method == request.method && last.url == request.url && last.status == request.status &&
                      last.attempt == request.attempt;
    if (same && request.attempt > 1) {
      last.line = request.line;
      return;
    }
  }
  if (run.requests.size() < limits::log_requests_max) run.requests.push_back(std::move(request));
}

void find_failed_request(LoggedRun& run, std::size_t error_line, int status) {
  if (run.error_code == "EALLOWREMOTE") return;  // nothing was sent
  const int code_status = status_of_code(run.error_code);
  run.failed_status = code_status ? code_status : status;
  bool found = read_message(run, run.stack_first) || read_transport_message(run, run.stack_first);
  for (std::size_t i = 0; i < run.error_lines.size() && !found; ++i)
    found = read_message(run, run.error_lines[i]) || read_transport_message(run, run.error_lines[i]);
  const LoggedRequest* request = nullptr;
  if (found)
    request = last_request_to(run, run.failed_url);
  else if (run.failed_status)
    request = request_with_status(run, error_line, run.failed_status);
  else if (run.error_code.empty() || run.error_code == "ENOAUDIT")
    request = refused_audit(run);
  if (!request) return;
  run.failed_url = request->url;
  if (run.failed_method.empty()) run.failed_method = request->method;
  if (run.failed_status == 0) run.failed_status = request->status;
}

}  // namespace e401::npm
