// The diagnosis: facts = gather(world, question); findings = judge(facts); report. Nothing is written, published,
// created or revoked; requests are GET, bounded in number, bytes and time, and carry a credential only where TRUST.md
// allows it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "findings/report.h"
#include "rules/facts.h"
#include "world/world.h"

namespace e401::doctor {

struct Question {
  std::optional<rules::Operation> operation;  // --for
  std::vector<std::string> specs;             // packages to ask about; empty: the project's own
  bool offline = false;
  bool trust_project = false;
  std::vector<std::string> policies;  // --policy: files that hold beside those that are found
  // Set where e401 has just changed files: the log proves nothing any more, and no Basic credential is tried twice.
  bool log_is_past = false;
  std::optional<bool> project_had_changed;  // then too: what Facts::project_changed_since_log was before
  bool use_logs = true;                     // look for the failing run in npm's debug logs
  std::optional<npm::LoggedRun> run;        // `run --` and `explain`: this very run, instead of a search
  std::string run_log_path;
  std::int64_t run_age_s = 0;
  std::vector<std::string> npm_argv;  // npm's arguments where npm's own log gives none
};

struct Diagnosis {
  rules::Facts facts;
  findings::Report report;
};

Diagnosis diagnose(const world::World& world, const Question& question);

// The parts, in order; tests and `why` use them one by one.
rules::Facts gather(const world::World& world, const Question& question,
                    std::vector<findings::Skipped>& skipped);  // no network
void probe(const world::World& world, const Question& question, rules::Facts& facts,
           std::vector<findings::Skipped>& skipped);
findings::Report judge(const rules::Facts& facts, std::vector<findings::Skipped> skipped);  // pure

}  // namespace e401::doctor
