// Findings in, an ordered plan out: which fix of which finding is to be made, in which order, and which of them fit
// together. Pure: nothing is read, asked or written here.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "findings/finding.h"

namespace e401::change {

struct PlanOptions {
  bool all = false;                  // warnings too (TRUST 7)
  std::string only;                  // findings of this code alone, whatever their severity; "" all
  std::vector<std::string> refused;  // ids (Step::id) that were refused or declined before: not offered again
};

// Is it to be mended, as far as we can?
bool is_wanted(const findings::Finding& finding, const PlanOptions& options);

struct Step {
  findings::Finding finding;
  findings::Fix fix;       // the best that we can make; else its best
  bool is_proven = true;   // false: the cause is only likely
  bool is_told = false;    // the person named this very change on the command line (--allow-credential)
  std::string id() const;  // stable between rounds: code, fix and files
};

struct Plan {
  std::vector<Step> steps;                     // can be made together, first things first
  std::vector<Step> waiting;                   // touch what an earlier step touches: their turn is the next round
  std::vector<Step> manual;                    // no change of ours: a person has to do it
  std::vector<findings::Finding> passed_over;  // warnings, which nobody asked to mend
};

Plan plan(const std::vector<findings::Finding>& findings, const PlanOptions& options);

// The changes of several steps as one for each file. Error.code "conflict" where they do not fit.
base::Result<std::vector<findings::FileChange>> merge(const std::vector<Step>& steps);

}  // namespace e401::change
