#include "rules/run_example.h"

#include <algorithm>

#include "base/digest.h"
#include "base/edit.h"
#include "base/text.h"
#include "lint/lint.h"
#include "npm/debug_log.h"

namespace e401::support {
namespace {

using findings::Finding;
using findings::Report;
using findings::Severity;

rules::Operation operation_of(const std::vector<std::string>& run) {
  using rules::Operation;
  const std::string& word = run.front();
  if (word == "install" || word == "i" || word == "add") return Operation::install;
  for (const Operation o : {Operation::ci, Operation::publish, Operation::whoami, Operation::view, Operation::ping})
    if (word == rules::name_of(o)) return o;
  return Operation::other;
}

bool takes_value(const std::string& flag) {
  for (const char* name :
       {"--registry", "--userconfig", "--scope", "--otp", "--prefix", "--tag", "--access", "--workspace", "-w"})
    if (flag == name) return true;
  return false;
}

std::vector<std::string> positionals_of(const std::vector<std::string>& run) {
  std::vector<std::string> out;
  for (std::size_t i = 1; i < run.size(); ++i) {
    if (!run[i].starts_with('-'))
      out.push_back(run[i]);
    else if (takes_value(run[i]))
      ++i;
  }
  return out;
}

std::string absolute(const std::string& file, const std::string& cwd) {
  if (file.starts_with("env:") || file.starts_with('/') || file == "cli" || file == "log") return file;
  if (file.starts_with("~/")) return std::string(example_home) + file.substr(1);
  return cwd + "/" + file;
}

// "~/.npmrc:2" names line 2; a place without a line names the file.
bool points_at(const Finding& finding, const std::string& place, const std::string& cwd) {
  std::string file = place;
  int line = 0;
  if (const std::size_t colon = place.rfind(':'); !place.starts_with("env:") && colon != std::string::npos) {
    file = place.substr(0, colon);
    line = std::stoi(place.substr(colon + 1));
  }
  return std::any_of(finding.evidence.begin(), finding.evidence.end(), [&](const findings::Evidence& e) {
    return absolute(e.file, cwd) == absolute(file, cwd) && (!line || e.line == line);
  });
}

std::string said(const Finding& f) {
  std::string out = std::string(findings::name_of(f.severity)) + " " + f.code;
  const char* before = " at ";
  for (const findings::Evidence& e : f.evidence) {
    out += before + e.file + (e.line ? ":" + std::to_string(e.line) : "");
    before = ", ";
  }
  if (!f.host.empty()) out += " host " + f.host;
  if (!f.fixes.empty()) out += " fix " + std::string(findings::name_of(f.fixes.front().safety));
  return out + " (" + f.title + ": " + f.detail + ")";
}

void compare(const ExpectedFinding& want, const Finding& f, const Example& example, std::vector<std::string>& out) {
  if (findings::name_of(f.severity) != want.severity)
    out.push_back("severity of " + want.code + " is " + std::string(findings::name_of(f.severity)));
  for (const std::string& place : want.places)
    if (!points_at(f, place, example.cwd)) out.push_back(want.code + " does not point at " + place);
  if (!want.host.empty() && f.host != want.host)
    out.push_back("host of " + want.code + " is \"" + f.host + "\", not " + want.host);
  if (want.fix.empty()) return;
  if (f.fixes.empty())
    out.push_back(want.code + " offers no fix");
  else if (findings::name_of(f.fixes.front().safety) != want.fix)
    out.push_back("the first fix of " + want.code + " is " + std::string(findings::name_of(f.fixes.front().safety)) +
                  ": " + f.fixes.front().description);
}

base::Result<void> make(const findings::FileChange& change, MemoryFiles& files) {
  using Kind = findings::FileChange::Kind;
  switch (change.kind) {
    case Kind::create:
      return files.create(change.path, change.content.reveal(), change.mode);
    case Kind::remove:
      return files.remove(change.path);
    case Kind::rename:
      return files.rename(change.path, change.new_path);
    case Kind::edit:
      break;
  }
  const auto before = files.bytes_of(change.path);
  if (!before) return base::fail("an edit of a file that is not there", change.path);
  std::vector<base::TextEdit> edits;
  for (const auto& e : change.edits) edits.push_back({e.span, e.replacement.reveal()});
  TRY_AS(const std::string bytes, base::apply_edits(*before, std::move(edits)));
  return files.replace(change.path, bytes, files.info(change.path).mode);
}

}  // namespace

doctor::Question question_of(const Example& example) {
  doctor::Question q;
  q.offline = example.offline;
  q.trust_project = example.trust;
  q.npm_argv = example.run;
  if (example.log && example.log->kind == "terminal") {
    q.run = npm::parse_log(example.log->text);
    q.run_log_path = "terminal";
    q.run_age_s = example.log->age_s;
  }
  if (example.log) return q;
  q.operation = operation_of(example.run);
  if (*q.operation == rules::Operation::install || *q.operation == rules::Operation::view)
    q.specs = positionals_of(example.run);
  return q;
}

// As `e401 lint` does it in the example's folder.
doctor::Diagnosis lint_diagnosis(const world::World& world) {
  const auto facts_of = [&](const std::string& folder, std::vector<findings::Skipped>& skipped) {
    world::World there = world;
    there.environment.cwd = folder;
    return doctor::gather(there, {.offline = true, .use_logs = false}, skipped);
  };
  std::vector<findings::Skipped> skipped;
  const rules::LintFacts facts = lint::gather(world, {.project = world.environment.cwd}, facts_of, skipped);
  return {facts.projects.empty() ? rules::Facts{} : facts.projects.front(), lint::judge(facts, std::move(skipped))};
}

ExampleRun run_example(const Example& example) {
  ExampleRun run;
  run.machine = std::make_unique<Machine>();
  lay_out(example, *run.machine);
  const world::World world = run.machine->world();
  run.diagnosis = example.lint ? lint_diagnosis(world) : doctor::diagnose(world, question_of(example));
  const Report& report = run.diagnosis.report;
  findings::TextStyle style{.colour = false, .columns = 100, .home = std::string(example_home), .cwd = example.cwd};
  run.shown.text = findings::render_text(report, style);
  style.colour = true;
  run.shown.coloured_text = findings::render_text(report, style);
  style = {.colour = false, .columns = 60, .home = std::string(example_home), .cwd = example.cwd};
  run.shown.narrow_text = findings::render_text(report, style);
  run.shown.json = findings::render_json(report);
  run.shown.sarif = findings::render_sarif(report, example.cwd);
  run.shown.github = findings::render_github(report, example.cwd);
  return run;
}

std::vector<std::string> differences(const Example& example, const Report& report) {
  std::vector<std::string> out;
  const auto& found = report.findings;
  if (example.expects_healthy) {
    if (!report.healthy) out.push_back("is not healthy");
    if (findings::exit_code(report) != 0)
      out.push_back("the exit code is " + std::to_string(findings::exit_code(report)));
  }
  if (!example.finds.empty() && report.healthy && !example.expects_healthy)
    out.push_back("is healthy, and should find " + example.finds.front().code);
  for (std::size_t i = 0; i < example.finds.size(); ++i) {
    const ExpectedFinding& want = example.finds[i];
    const auto hit = std::find_if(found.begin(), found.end(), [&](const Finding& f) { return f.code == want.code; });
    if (hit == found.end()) {
      out.push_back("does not find " + want.code);
      continue;
    }
    if (i == 0 && hit != found.begin()) out.push_back("finds " + want.code + ", but not first");
    compare(want, *hit, example, out);
  }
  for (const std::string& code : example.not_codes)
    if (std::any_of(found.begin(), found.end(), [&](const Finding& f) { return f.code == code; }))
      out.push_back("must not find " + code);
  for (const Finding& f : found) {
    const bool wanted = std::any_of(example.finds.begin(), example.finds.end(),
                                    [&](const ExpectedFinding& w) { return w.code == f.code; });
    // A block with nothing but not: leaves open what else is found.
    if (f.severity == Severity::error && !wanted && (example.expects_healthy || !example.finds.empty()))
      out.push_back("false alarm: " + f.code);
  }
  if (out.empty()) return out;
  for (const Finding& f : found) out.push_back("  found: " + said(f));
  for (const findings::Skipped& s : report.skipped) out.push_back("  skipped: " + s.what + ": " + s.why);
  return out;
}

std::vector<std::string> mending_differences(const Example& example, ExampleRun& run) {
  std::vector<std::string> out;
  if (example.after.empty() && !example.then_healthy) return out;
  const auto& found = run.diagnosis.report.findings;
  if (found.empty() || found.front().fixes.empty()) return {"there is no fix to make"};
  for (const findings::FileChange& change : found.front().fixes.front().changes)
    if (auto made = make(change, run.machine->files); !made) return {"the fix cannot be made: " + made.error().text()};
  for (const auto& [path, bytes] : example.after)
    if (const auto now = run.machine->files.bytes_of(path); now != bytes)
      out.push_back(path + " is afterwards:\n" + now.value_or("(not there)") + "instead of:\n" + bytes);
  if (!example.then_healthy) return out;
  Example again = example;
  again.log.reset();  // the old log still tells of the failure; what counts is what npm would do now
  const world::World world = run.machine->world();
  const Report report = doctor::diagnose(world, question_of(again)).report;
  if (!report.healthy) out.push_back("after the fix it is not healthy:");
  for (const Finding& f : report.findings)
    if (f.severity == Severity::error) out.push_back("  found: " + said(f));
  return out;
}

}  // namespace e401::support
