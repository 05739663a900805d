#include <algorithm>

#include "base/text.h"
#include "doctor/doctor.h"
#include "doctor/hold_to_policy.h"
#include "findings/rank.h"
#include "rules/lens.h"
#include "rules/rule.h"

namespace e401::doctor {
namespace {

using findings::Finding;
using findings::Report;
using findings::Severity;
using rules::Facts;

std::optional<findings::Failure> failure_of(const Facts& facts) {
  if (!facts.log) return std::nullopt;
  findings::Failure f;
  const npm::LoggedRun& run = *facts.log;
  f.version = run.npm ? run.npm->text : facts.config.situation.npm.text;
  f.operation = run.command;
  f.method = run.failed_method;
  f.url = npm::shown_url(run.failed_url);
  if (const auto url = npm::parse_url(run.failed_url)) f.host = url->host_port();
  f.status = run.failed_status;
  f.code = run.error_code;
  f.log = facts.log_path;
  f.age_s = facts.log_age_s;
  return f;
}

std::vector<std::string> looked_at(const Facts& facts) {
  std::vector<std::string> out;
  const npm::Version& v = facts.config.situation.npm;
  out.push_back("npm " + v.text + (v.assumed ? " (assumed: no npm was found)" : ""));
  if (facts.requests_made)
    out.push_back(base::counted(facts.requests_made, "request") + " to " + base::counted(facts.hosts_asked, "host"));
  if (facts.log && facts.log->is_debug_log && !facts.log_path.empty())
    out.push_back("npm's log of the failed run (" + facts.log_path + ")");
  else if (facts.log)
    out.push_back("what the failed command printed");
  return out;
}

// What became of the request that npm's log shows as failed.
enum class Repeated {
  no_log,
  works,      // the very request, or what leads to it, was asked now and answered well
  only_read,  // it writes, which e401 never does; reading is not refused
  not_asked,  // nobody knows
};

bool is_answered(const Facts& facts, const rules::Concern& c) {
  if (!c.as_sent.ok()) return false;
  if (!c.leads_to_failing) return true;
  // A packument was asked for a tarball's sake: that counts.
  const auto index = &c - facts.concerns.data();
  return std::any_of(facts.concerns.begin(), facts.concerns.end(),
                     [&](const rules::Concern& t) { return t.parent == index && t.as_sent.ok(); });
}

Repeated repeated(const Facts& facts) {
  if (!facts.log) return Repeated::no_log;
  const auto at = std::find_if(facts.concerns.begin(), facts.concerns.end(),
                               [](const rules::Concern& c) { return c.is_failing_request || c.leads_to_failing; });
  if (at == facts.concerns.end()) return Repeated::not_asked;
  if (at->purpose == rules::Purpose::publish)
    return at->as_sent.asked && at->as_sent.trouble.empty() ? Repeated::only_read : Repeated::not_asked;
  return is_answered(facts, *at) ? Repeated::works : Repeated::not_asked;
}

// "GET https://h/x", "npm publish (ENEEDAUTH)": as much as the log tells.
std::string failed_request(const npm::LoggedRun& run) {
  if (!run.failed_url.empty())
    return (run.failed_method.empty() ? "GET" : run.failed_method) + " " + npm::shown_url(run.failed_url);
  const std::string command = "npm" + (run.command.empty() ? "" : " " + run.command);
  return base::printable(command + (run.error_code.empty() ? "" : " (" + run.error_code + ")"));
}

// An authentication failure, or a 404 that may be one: then "nothing wrong" is no answer as long as nobody has asked
// again.
bool is_refusal(const npm::LoggedRun& run) {
  return npm::is_about_access(run.error_code) || (run.failed_status >= 400 && run.failed_status < 500);
}

std::string words_for(const Facts& facts, Repeated what) {
  switch (what) {
    case Repeated::no_log:
      return {};
    case Repeated::works:
      return "what npm's log shows as failed works now";
    case Repeated::only_read:
      return "reading is not refused; whether " + failed_request(*facts.log) +
             " works now only npm can try (e401 never writes)";
    case Repeated::not_asked:
      return "the failed request could not be repeated: " + failed_request(*facts.log);
  }
  return {};
}

// Hosts that refuse without a credential where the one npm would send was left out.
std::vector<std::string> untried_hosts(const Facts& facts) {
  std::vector<std::string> out;
  for (const rules::Concern& c : facts.concerns)
    if (c.anonymous.refused() && c.sent() && !c.as_sent.asked && std::find(out.begin(), out.end(), c.host) == out.end())
      out.push_back(c.host);
  return out;
}

std::string healthy_words(const Facts& facts, Repeated what) {
  const std::vector<std::string> untried = untried_hosts(facts);
  std::string out = facts.offline     ? "nothing wrong in the files (offline: no registry was asked)"
                    : untried.empty() ? "nothing wrong"
                                      : "nothing wrong in the files";
  if (!untried.empty())
    out += "; " + base::join(untried, ", ") + (untried.size() == 1 ? " wants" : " want") +
           " a credential, and the one that npm sends was not tried";
  std::vector<std::string> hosts;
  for (const rules::Concern& c : facts.concerns)
    if (c.as_sent.ok() && std::find(hosts.begin(), hosts.end(), c.host) == hosts.end()) hosts.push_back(c.host);
  if (!hosts.empty()) out += ": " + base::join(hosts, ", ") + (hosts.size() == 1 ? " answers" : " answer");
  if (const std::string words = words_for(facts, what); !words.empty()) out += "; " + words;
  if (const auto& local = facts.local_failure)
    out += "; npm" + base::printable(local->command.empty() ? "" : " " + local->command) + " failed " +
           findings::age_words(local->age_s) + " ago with " + base::printable(local->reason) +
           ", which is not the registry's matter";
  return out;
}

}  // namespace

Report judge(const Facts& facts, std::vector<findings::Skipped> skipped) {
  findings::Findings found;
  for (const rules::Rule& rule : rules::all_rules())
    if (rule.check) rule.check(facts, found);
  Report report;
  report.offline = facts.offline;
  report.findings = findings::rank(found.take(), rules::depth_of);
  hold_to_policy(facts, report.findings);
  for (Finding& f : report.findings) rules::show_lines(facts, f);
  report.skipped = std::move(skipped);
  report.failure = failure_of(facts);
  report.facts = looked_at(facts);
  const bool wrong = std::any_of(report.findings.begin(), report.findings.end(),
                                 [](const Finding& f) { return f.severity == Severity::error; });
  const bool failing =
      facts.config.load_error || facts.config.validate_error ||
      std::any_of(facts.concerns.begin(), facts.concerns.end(), [](const rules::Concern& c) { return c.fails(); });
  const Repeated what = repeated(facts);
  const bool unknown = what == Repeated::not_asked && is_refusal(*facts.log);
  report.healthy = !wrong && !failing && !unknown;
  if (!wrong && !failing) report.summary = healthy_words(facts, what);
  return report;
}

Diagnosis diagnose(const world::World& world, const Question& question) {
  std::vector<findings::Skipped> skipped;
  Diagnosis d;
  d.facts = gather(world, question, skipped);
  probe(world, question, d.facts, skipped);
  d.report = judge(d.facts, std::move(skipped));
  return d;
}

}  // namespace e401::doctor
