// What `fix` says. Everything that comes from outside passes base::printable here; secrets are masked by who made the
// texts, in diffs by preview.h, and once more by the terminal.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "change/apply.h"
#include "change/consent.h"
#include "change/plan.h"
#include "change/preview.h"
#include "findings/report.h"

namespace e401::change {

class Words {
 public:
  explicit Words(findings::TextStyle style) : style_(std::move(style)) {}

  std::string error(const base::Error& e) const;
  std::string step(const Step& step, const Consent& consent, const std::vector<FilePreview>& files, bool whole) const;
  std::string would_need(const Consent& consent) const;  // --dry-run
  std::string manual(const Step& step) const;
  std::string applied(const Applied& applied) const;
  std::string recovered(const Recovered& recovered) const;
  // first: what was found at the beginning, now: what the last look found, of what was to be mended.
  std::string outcome(const std::vector<findings::Finding>& first, const std::vector<findings::Finding>& left,
                      const findings::Report& now, bool has_changed) const;
  std::string passed_over(const std::vector<findings::Finding>& warnings) const;
  std::string command(const std::vector<std::string>& argv) const;  // as one would type it

 private:
  std::string path(const std::string& p) const { return findings::shown_path(p, style_); }
  std::string prose(const std::string& text) const;  // paths as doctor shows them
  std::string head(const findings::Finding& f) const;
  findings::TextStyle style_;
};

}  // namespace e401::change
