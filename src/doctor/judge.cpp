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
  std::size_t asked = 0;
  for (const rules::Concern& c : facts.concerns)
    asked += c.as_sent.asked || c.anonymous.asked;
  if (asked) out.push_back(base::counted(asked, "address", "addresses") + " asked");
  if (facts.log) out.push_back("npm's log of the failed run (" + facts.log_path + ")");
  return out;
}

std::string healthy_words(const Facts& facts) {
  const std::string what = facts.offline ? "nothing wrong in the files (offline: no registry was asked)" : "nothing wrong";
  std::vector<std::string> hosts;
  for (const rules::Concern& c : facts.concerns)
    if (c.as_sent.ok() && std::find(hosts.begin(), hosts.end(), c.host) == hosts.end()) hosts.push_back(c.host);
  std::string out = what;
  if (!hosts.empty()) out += ": " + base::join(hosts, ", ") + (hosts.size() == 1 ? " answers" : " answer");
  if (facts.log) out += "; what npm's log shows as failed works now";
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
  const bool wrong = std::any_of(report.findings.begin(), report.findings.end(), [](const Finding& f) { return f.severity == Severity::error; });
  const bool failing = facts.config.load_error || facts.config.validate_error ||
                       std::any_of(facts.concerns.begin(), facts.concerns.end(), [](const rules::Concern& c) { return c.fails(); });
  report.healthy = !wrong && !failing;
  if (report.healthy) report.summary = healthy_words(facts);
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
