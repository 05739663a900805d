// `e401 explain`: what a log or pasted output shows by itself: which host answered what to which request, and what that means; and
// what no log can show. Pure.
#pragma once

#include <string>
#include <vector>

#include "findings/report.h"
#include "npm/debug_log.h"

namespace e401::doctor {

struct Explanation {
  std::vector<std::string> requests;     // "401  GET https://h/x", the failing one first
  std::string failure;                   // "E401 from npm.acme.example to GET https://..."
  std::string meaning;                   // what that answer means, in words
  std::vector<std::string> causes;       // cause codes that fit, the likeliest first
  bool certain = false;                  // the host's own words name the cause
  std::vector<std::string> cannot_show;  // what the log cannot tell
};

Explanation explain(const npm::LoggedRun& run);

std::string render_explanation_text(const npm::LoggedRun& run, const Explanation& e, const findings::TextStyle& style);
std::string render_explanation_json(const npm::LoggedRun& run, const Explanation& e);   // e401.explain/1

// One paragraph on an error code of npm's ("E401", "ENEEDAUTH"); "" for unknown ones.
std::string meaning_of_code(std::string_view code);

}  // namespace e401::doctor
