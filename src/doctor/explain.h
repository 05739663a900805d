// `e401 explain`: what a log or pasted output shows by itself: which host answered what to which request, and what that
// means; and what no log can show. Pure.
#pragma once

#include <string>
#include <vector>

#include "findings/report.h"
#include "npm/debug_log.h"

namespace e401::doctor {

struct Explanation {
  std::vector<std::string> requests;     // "401  GET https://h/x", those that failed, in their order
  std::vector<std::string> said;         // npm's message without what it says to everybody
  std::vector<std::string> notices;      // what the registry had npm show; npm's own announcements left out
  std::string failure;                   // "E401 from npm.acme.example to GET https://..."; "" none was found
  std::string meaning;                   // what that answer means, in words
  std::vector<std::string> causes;       // codes of rules that fit, the likeliest first
  bool certain = false;                  // the text itself proves causes.front()
  std::vector<std::string> cannot_show;  // what the text cannot tell
};

Explanation explain(const npm::LoggedRun& run);

std::string render_explanation_text(const npm::LoggedRun& run, const Explanation& e, const findings::TextStyle& style);
std::string render_explanation_json(const npm::LoggedRun& run, const Explanation& e);  // e401.explain/1

// An error code of npm's ("E401", "ENEEDAUTH", in any case): what it means, and its causes, the likeliest first. Both
// empty for unknown ones.
struct CodeMeaning {
  std::string_view code;
  std::string_view meaning;
  std::string_view causes;  // with commas between
  bool proves = false;      // the code alone names the cause
};
const CodeMeaning* meaning_of_code(std::string_view code);  // nullptr: unknown

}  // namespace e401::doctor
