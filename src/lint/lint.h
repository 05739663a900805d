// `e401 lint`: what is wrong in the files of a checkout, before any request. facts = gather(world, question); findings
// = judge(facts); report. No network; nothing is started, git included; nothing is written.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "findings/report.h"
#include "rules/lint_facts.h"
#include "world/world.h"

namespace e401::lint {

struct Question {
  std::vector<std::string> paths;  // files or folders, absolute; empty: `project`
  std::string project;             // the folder npm would take for the project here
  bool only_npms_files = false;  // without paths: the files that npm reads in it as they lie there, not the whole tree
};

// npm's configuration and the project's own files as npm would find them in a folder: doctor's gather, offline.
using ProjectFacts = std::function<rules::Facts(const std::string& folder, std::vector<findings::Skipped>& skipped)>;

rules::LintFacts gather(const world::World& world, const Question& question, const ProjectFacts& facts_of,
                        std::vector<findings::Skipped>& skipped);

// A check beside the rules, such as those of an organisation's own file.
using Check = std::function<void(const rules::LintFacts& facts, findings::Findings& out)>;

// Pure. Errors first, then by file and line.
findings::Report judge(const rules::LintFacts& facts, std::vector<findings::Skipped> skipped,
                       const std::vector<Check>& more = {});

}  // namespace e401::lint
