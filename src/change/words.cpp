#include "change/words.h"

#include <algorithm>

#include "base/redact.h"
#include "base/shell.h"
#include "base/text.h"

namespace e401::change {
namespace {

using base::counted;
using base::printable;
using findings::Finding;
using Kind = findings::FileChange::Kind;

// The same cause, of the same host, at the same first place: one finding in two diagnoses.
bool is_same(const Finding& a, const Finding& b) {
  if (a.code != b.code || a.host != b.host) return false;
  if (a.evidence.empty() || b.evidence.empty()) return a.evidence.empty() == b.evidence.empty();
  return a.evidence.front().file == b.evidence.front().file;
}

bool contains(const std::vector<Finding>& list, const Finding& f) {
  return std::any_of(list.begin(), list.end(), [&](const Finding& g) { return is_same(f, g); });
}

}  // namespace

std::string Words::prose(const std::string& text) const {
  return printable(findings::with_short_paths(text, style_));
}

std::string Words::error(const base::Error& e) const {
  if (e.file.empty()) return printable(e.what);
  return path(e.file) + (e.line ? ":" + std::to_string(e.line) : "") + ": " + printable(e.what);
}

std::string Words::head(const Finding& f) const {
  const std::string likely = f.would_prove.empty() ? "" : "likely: ";
  return std::string(findings::name_of(f.severity)) + "[" + f.code + "]: " + likely + prose(f.title);
}

std::string Words::step(const Step& step, const Consent& consent, const std::vector<FilePreview>& files,
                        bool whole) const {
  std::string out = head(step.finding) + "\n  fix: " + prose(step.fix.description) + "\n";
  for (findings::Binding b : consent.bindings) {
    const std::size_t colon = b.from.rfind(':');
    if (b.from.starts_with('/') && colon != std::string::npos)
      b.from = path(b.from.substr(0, colon)) + b.from.substr(colon);
    out += "  " + words_for(b) + "\n";
  }
  for (const FilePreview& file : files) {
    if (file.kind == Kind::rename)
      out += "rename " + path(file.path) + " -> " + path(file.new_path) + "\n";
    else if (file.kind != Kind::edit || !file.edits.empty())
      out += diff_of(file, path(file.path), whole);
    if (file.mode_before != file.mode_after)
      out += "mode of " + path(file.path) + ": " + base::mode_text(file.mode_before) + " -> " +
             base::mode_text(file.mode_after) + "\n";
  }
  return out + "\n";
}

std::string Words::would_need(const Consent& consent) const {
  switch (consent.need) {
    case Need::nothing:
      return "  (made without a question)\n\n";
    case Need::yes:
      return "  (asks first; --yes says yes)\n\n";
    case Need::person:
      return "  (asks at a terminal: " + consent.why + ")\n\n";
    case Need::command:
      break;
  }
  return "  (not made by e401" + (consent.why.empty() ? "" : ": " + consent.why) + ")\n\n";
}

std::string Words::manual(const Step& step) const {
  std::string out = head(step.finding) + "\n";
  const bool has_fix = !step.fix.description.empty();
  out += "  by hand: " + prose(has_fix ? step.fix.description : step.finding.help) + "\n";
  for (const std::string& command : step.fix.commands) out += "    " + printable(command) + "\n";
  return out + "\n";
}

std::string Words::applied(const Applied& applied) const {
  std::string out;
  for (const AppliedFile& file : applied.files) {
    const bool made = file.kind == Kind::create;
    const bool gone = file.kind == Kind::remove || file.kind == Kind::rename;
    out += (made ? "made " : gone ? "removed " : "changed ") + path(file.path);
    if (!file.backup.empty()) out += "   (as it was: " + path(file.backup) + ")";
    out += "\n";
  }
  if (!applied.trouble.empty()) out += "All of it is done, but not tidied up: " + printable(applied.trouble) + "\n";
  return out.empty() ? out : out + "\n";
}

std::string Words::recovered(const Recovered& recovered) const {
  std::vector<std::string> files;
  for (const std::string& file : recovered.files) files.push_back(path(file));
  const std::string of = files.empty() ? "" : " (" + base::join(files, ", ") + ")";
  std::vector<std::string> kept;
  for (const std::string& file : recovered.conflicts) kept.push_back(path(file));
  switch (recovered.outcome) {
    case Recovered::Outcome::nothing:
      return {};
    case Recovered::Outcome::finished:
      return "An interrupted change is finished now" + of + ".\n\n";
    case Recovered::Outcome::undone:
      return files.empty() ? "" : "An interrupted change is undone now" + of + ".\n\n";
    case Recovered::Outcome::conflicts:
      break;
  }
  return "An interrupted change is undone now" + of + ", but for what was written since: " + base::join(kept, ", ") +
         ".\n\n";
}

std::string Words::outcome(const std::vector<Finding>& first, const std::vector<Finding>& left,
                           const findings::Report& now, bool has_changed) const {
  std::string out;
  std::vector<std::string> gone;
  for (const Finding& f : first)
    if (!contains(now.findings, f)) gone.push_back(f.code);
  if (has_changed && !gone.empty())
    out += "Gone: " + base::join(gone, ", ") + (now.offline ? " (by the files)" : " (looked again)") + "\n";
  for (const Finding& f : left) out += "Remains: " + head(f) + "\n";
  for (const Finding& f : now.findings)
    if (!f.would_prove.empty()) out += "Not proven: " + head(f) + "\n  to prove it: " + printable(f.would_prove) + "\n";
  for (const findings::Skipped& s : now.skipped)
    if (s.mattered) out += "Not looked at: " + printable(s.what) + ": " + printable(s.why) + "\n";
  if (left.empty() && now.healthy) out += (has_changed ? "Now: " : "Nothing to mend: ") + printable(now.summary) + "\n";
  if (left.empty() && !now.healthy && !has_changed)
    out += "There is nothing that e401 can mend" + (now.summary.empty() ? "" : ": " + printable(now.summary)) + ".\n";
  if (left.empty() && !now.healthy && has_changed && !now.summary.empty())
    out += "Not proven: " + printable(now.summary) + "\n";
  return out;
}

std::string Words::passed_over(const std::vector<Finding>& warnings) const {
  std::vector<std::string> codes;
  for (const Finding& f : warnings)
    if (std::find(codes.begin(), codes.end(), f.code) == codes.end()) codes.push_back(f.code);
  return "Left alone (warnings): " + base::join(codes, ", ") + "   (e401 fix --only CODE, or --all)\n";
}

std::string Words::command(const std::vector<std::string>& argv) const {
  std::vector<std::string> words;
  for (const std::string& word : argv) words.push_back(base::shell_word(word));
  return printable(base::mask_shapes(base::join(words, " ")));
}

}  // namespace e401::change
