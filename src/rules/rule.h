// A rule: one cause code, one judgement, one page. 20 to 60 lines of .cpp and a .md of the same stem; the page is what
// `e401 explain CODE` prints, and its examples are the rule's tests.
#pragma once

#include <span>
#include <string_view>

#include "findings/finding.h"
#include "rules/facts.h"
#include "rules/lint_facts.h"

namespace e401::rules {

struct Rule {
  std::string_view code;
  void (*check)(const Facts& facts,
                findings::Findings& out) = nullptr;  // why a request fails; nullptr: lint alone asks
  void (*lint)(const LintFacts& facts,
               findings::Findings& out) = nullptr;  // the same fault seen in files, before any request
};

// All rules, deepest cause first: where two of them explain the same request, the earlier one is the cause and the
// later one a symptom of it. rank() relies on this order.
std::span<const Rule> all_rules();
int depth_of(std::string_view code);  // index in that list; a large number for unknown codes

// The page of a rule, as embedded at build time, in Markdown, the public registry's host put in; "" if there is none.
std::string_view page_of(std::string_view code);

}  // namespace e401::rules
