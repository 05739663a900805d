#include <algorithm>

#include "base/limits.h"
#include "doctor/ci.h"
#include "doctor/concerns.h"
#include "doctor/doctor.h"
#include "doctor/failing_run.h"
#include "doctor/own_packages.h"
#include "doctor/strays.h"
#include "npm/log_files.h"
#include "npm/rc_file.h"
#include "npm/situation.h"
#include "npm/strangers.h"
#include "policy/user_config.h"

namespace e401::doctor {
namespace {

using findings::Skipped;
using rules::Facts;
using rules::Operation;

Operation operation_of(const npm::LoggedRun& run) {
  const std::string& c = run.command;
  if (c == "install" || c == "update" || c == "install-test" || c == "exec" || c == "init" || c == "outdated")
    return Operation::install;
  if (c == "ci" || c == "install-ci-test") return Operation::ci;
  const bool is_staged = c == "stage" && !run.positionals.empty() && run.positionals.front() == "publish";
  if (c == "publish" || is_staged) return Operation::publish;
  if (c == "whoami") return Operation::whoami;
  if (c == "view") return Operation::view;
  if (c == "ping") return Operation::ping;
  return Operation::other;
}

// What npm cannot read either is empty for both; what only we do not read may hold the cause.
void note_unread_layers(const base::ReadFiles& files, const npm::Config& config, std::vector<Skipped>& skipped) {
  for (const npm::LayerData& layer : config.layers) {
    if (layer.status != npm::LayerData::Status::unreadable || layer.path.empty()) continue;
    const auto again = npm::read_rc_file(files, layer.path);
    if (again) continue;
    const bool matters = npm::is_beyond_us(layer);
    skipped.push_back({layer.path, again.error().what + (matters ? "" : "; npm takes it for empty"), matters});
  }
}

void read_package_json(const base::ReadFiles& files, Facts& facts, std::vector<Skipped>& skipped) {
  facts.package_json_path = facts.config.local_prefix + "/package.json";
  auto text = files.read(facts.package_json_path, limits::package_json_max_bytes);
  if (!text) {
    if (text.error().code != "ENOENT") skipped.push_back({facts.package_json_path, text.error().what, true});
    return;
  }
  facts.package_json_source = std::make_shared<const base::Source>(facts.package_json_path, std::move(*text));
  auto json = base::parse_json(facts.package_json_source->text(), facts.package_json_path);
  if (!json)
    skipped.push_back({facts.package_json_path, json.error().what, true});
  else if (json->is_object())
    facts.package_json = std::move(*json);
}

void read_lockfile(const base::ReadFiles& files, Facts& facts, std::vector<Skipped>& skipped) {
  for (const char* name : {"npm-shrinkwrap.json", "package-lock.json"}) {
    const std::string path = facts.config.local_prefix + "/" + name;
    auto text = files.read(path, limits::lockfile_max_bytes);
    if (!text) {
      if (text.error().code != "ENOENT") skipped.push_back({path, text.error().what, true});
      continue;
    }
    auto lockfile = npm::parse_lockfile(path, std::move(*text));
    if (lockfile)
      facts.lockfile = std::move(*lockfile);
    else
      skipped.push_back({path, lockfile.error().what, true});
    return;
  }
}

// An npmrc or the package.json (publishConfig) was written after the run had ended.
bool changed_since_log(const base::ReadFiles& files, const Facts& facts) {
  const base::FileInfo log = files.info(facts.log_path);
  const std::int64_t then_ms =
      log.kind == base::FileInfo::Kind::file ? log.modified_ms : (facts.now_s - facts.log_age_s) * 1000;
  if (facts.package_json_source && files.info(facts.package_json_path).modified_ms > then_ms) return true;
  for (const rules::PackageFile& file : facts.published)
    if (files.info(file.path).modified_ms > then_ms) return true;
  return std::any_of(facts.config.layers.begin(), facts.config.layers.end(), [&](const npm::LayerData& layer) {
    return layer.status == npm::LayerData::Status::read && files.info(layer.path).modified_ms > then_ms;
  });
}

// A file that a stranger may have written was written after the run had ended.
bool project_changed_since(const base::ReadFiles& files, const Facts& facts, const std::string& log_path) {
  const std::int64_t then_ms = files.info(log_path).modified_ms;
  return std::any_of(facts.config.layers.begin(), facts.config.layers.end(), [&](const npm::LayerData& layer) {
    const bool is_strangers = !layer.entries.empty() && npm::is_strangers(facts.config, layer.entries.front());
    return layer.document && is_strangers && files.info(layer.path).modified_ms > then_ms;
  });
}

std::vector<npm::LoggedRequest> requests_that_worked(const base::ReadFiles& files, const Facts& facts,
                                                     std::vector<PastRun> worked) {
  std::vector<npm::LoggedRequest> out;
  for (PastRun& past : worked) {
    if (!npm::is_npms_own_log(facts.config, past.log_path) || project_changed_since(files, facts, past.log_path))
      continue;
    for (npm::LoggedRequest& r : past.run.requests)
      if (r.status >= 200 && r.status < 300 && !r.from_cache) out.push_back(std::move(r));
  }
  return out;
}

// npm's commands that never read the project: no package.json, no lockfile.
bool is_global(const npm::Config& config) {
  const npm::Value location = config.get("location");
  return config.get("global").truthy() || (location.string() && *location.string() == "global");
}

}  // namespace

Facts gather(const world::World& world, const Question& question, std::vector<Skipped>& skipped) {
  const world::Environment& env = world.environment;
  Facts facts;
  facts.offline = question.offline;
  facts.trusted = question.trust_project;
  facts.now_s = world.clock.now_s();
  facts.ci = ci_facts(env);

  std::vector<PastRun> worked;
  npm::Situation situation = npm::situation_of(env.variables, env.cwd, env.passwd_home, question.npm_argv, world.files);
  facts.config = npm::load_config(situation, world.files);
  if (question.run) {
    facts.log = question.run;
    facts.log_path = question.run_log_path;
    facts.log_age_s = question.run_age_s;
  } else if (question.use_logs && !question.operation) {
    FailedRuns runs = find_failed_runs(world, facts.config, skipped);
    facts.local_failure = std::move(runs.local);
    worked = std::move(runs.worked);
    if (auto& failing = runs.refused) {
      facts.log = std::move(failing->run);
      facts.log_path = std::move(failing->log_path);
      facts.log_age_s = failing->age_s;
    }
  }
  if (facts.log) {
    facts.log_is_npms = npm::is_npms_own_log(facts.config, facts.log_path);
    // As that command saw it: its arguments, its npm. Arguments count as the person's own words, so they are taken from
    // npm's own log alone.
    if (facts.log_is_npms && !facts.log->argv.empty()) situation.argv = facts.log->argv;
    if (facts.log_is_npms && facts.log->npm) situation.npm = *facts.log->npm;
    if (!situation.argv.empty() || facts.log->npm) facts.config = npm::load_config(situation, world.files);
    facts.operation = operation_of(*facts.log);
    facts.operation_known = true;
  }
  if (question.operation) {
    facts.operation = *question.operation;
    facts.operation_known = true;
  }
  facts.own = policy::read_user_config(facts.config, world.files);
  facts.policies = policy::Policies(policy::find_policies(facts.config, facts.own, question.policies, world.files),
                                    facts.config, facts.now_s);
  note_unread_layers(world.files, facts.config, skipped);
  if (facts.config.load_error) return facts;
  if (!is_global(facts.config)) {
    read_package_json(world.files, facts, skipped);
    read_lockfile(world.files, facts, skipped);
    facts.members = read_members(world.files, facts);
    if (facts.operation == Operation::publish) facts.published = read_published(world.files, facts);
  }
  if (facts.log) {
    facts.rc_changed_since_log = question.log_is_past || changed_since_log(world.files, facts);
    facts.project_changed_since_log =
        question.project_had_changed.value_or(project_changed_since(world.files, facts, facts.log_path));
  }
  facts.worked_requests = requests_that_worked(world.files, facts, std::move(worked));
  facts.strays = find_strays(facts.config, facts.members, world.files);
  facts.concerns = find_concerns(facts, question.specs, skipped);
  return facts;
}

}  // namespace e401::doctor
