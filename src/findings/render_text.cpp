// A diagnosis for a person in trouble, read once, top to bottom: what failed, then for each finding what is wrong, the
// lines that prove it, what was asked and came back, why that matters, what to do; at the end the one command to type
// and what was looked at. The form is rustc's, because many know it: "error[code]: title", an arrow to
// file:line:column, the line behind a gutter, carets with a few words, then "= why:" and "= help:".
//
// Everything that comes from outside passes base::printable here, whatever its maker did; secrets are masked by who
// made the findings, and once more by the terminal. Colour only adds SGR sequences: without them the text is the same
// to the byte.
#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "findings/layout.h"
#include "findings/report.h"

namespace e401::findings {
namespace {

using base::printable;

enum class Ink { strong, error, warning, info, frame };

std::string_view sgr(Ink ink) {
  switch (ink) {
    case Ink::strong:
      return "\x1b[1m";
    case Ink::error:
      return "\x1b[1;31m";
    case Ink::warning:
      return "\x1b[1;33m";
    case Ink::info:
      return "\x1b[1;36m";
    case Ink::frame:
      return "\x1b[1;34m";
  }
  return {};
}

Ink ink_of(Severity severity) {
  return severity == Severity::error ? Ink::error : severity == Severity::warning ? Ink::warning : Ink::info;
}

class Page {
 public:
  explicit Page(const TextStyle& style)
      : style_(style), columns_(std::clamp(style.columns, limits::text_columns_min, limits::text_columns_max)) {}

  const TextStyle& style() const { return style_; }
  int columns() const { return columns_; }
  std::string in(Ink ink, std::string_view text) const {
    if (!style_.colour || text.empty()) return std::string(text);
    return std::string(sgr(ink)).append(text).append("\x1b[0m");
  }
  // Words from outside, fit for the terminal; paths in them as short as the person would write them.
  std::string prose(const std::string& text) const { return printable(with_short_paths(text, style_)); }
  void line(std::string_view text = {}) { (out_ += text) += '\n'; }
  // "label text", wrapped; further lines begin below the label.
  void paragraph(std::string_view label, Ink ink, const std::string& text, int indent) {
    const int first = width_of(label) + (label.empty() ? 0 : 1);
    line(in(ink, label) + (label.empty() ? "" : " ") + wrapped(text, columns_, first, indent));
  }
  std::string take() { return std::move(out_); }

 private:
  const TextStyle& style_;
  int columns_;
  std::string out_;
};

std::string blanks(int n) {
  return std::string(static_cast<std::size_t>(std::max(0, n)), ' ');
}

std::string place_of(const Evidence& e, const TextStyle& style) {
  std::string out = shown_path(e.file, style);
  if (e.line > 0) out += ":" + std::to_string(e.line);
  if (e.line > 0 && e.column > 0) out += ":" + std::to_string(e.column);
  return out;
}

// --- the snippet: places and lines behind a gutter ---

class Snippet {
 public:
  Snippet(Page& page, const Finding& finding) : page_(page), finding_(finding) {
    shown_ = std::min(finding.evidence.size(), limits::evidences_shown_max);
    int last = 0;
    for (std::size_t i = 0; i < shown_; ++i) last = std::max(last, finding.evidence[i].line);
    digits_ = static_cast<int>(std::to_string(last).size());
  }

  // The column of the gutter's "|", where "=" stands, too.
  int gutter() const { return digits_ + 2; }

  void write() {
    for (std::size_t i = 0; i < shown_; ++i) {
      const Evidence& e = finding_.evidence[i];
      const Evidence* before = i ? &finding_.evidence[i - 1] : nullptr;
      const bool goes_on =
          before && before->file == e.file && !before->text.empty() && !e.text.empty() && e.line > before->line;
      if (!goes_on)
        arrow(e, i == 0);
      else if (e.line > before->line + 1)
        page_.line(page_.in(Ink::frame, "..."));
      if (!e.text.empty()) quoted(e);
    }
    const std::size_t more = finding_.evidence.size() - shown_;
    if (more) page_.line(blanks(gutter()) + page_.in(Ink::frame, "=") + " and " + base::counted(more, "more place"));
  }

 private:
  void arrow(const Evidence& e, bool first) {
    const std::string place = place_of(e, page_.style());
    const std::string sign = blanks(gutter() - 1) + page_.in(Ink::frame, first ? "-->" : ":::") + " ";
    const int used = gutter() + 3;
    if (!e.text.empty() || e.note.empty())
      page_.line(sign + place);
    else
      page_.line(sign + place + " " +
                 wrapped("(" + page_.prose(e.note) + ")", page_.columns(), used + width_of(place) + 1, used));
  }

  void quoted(const Evidence& e) {
    const std::string text = printable(e.text);
    const int room = page_.columns() - gutter() - 2;
    // Without a column the whole line is meant, its indentation left out.
    const std::size_t first = std::min(text.find_first_not_of(' '), text.size());
    const std::size_t begin = e.column > 0 ? static_cast<std::size_t>(e.column - 1) : first;
    const std::size_t length =
        e.length > 0 ? static_cast<std::size_t>(e.length) : text.size() - std::min(begin, text.size());
    const Excerpt shown = excerpt(text, begin, length, room);
    const std::string number = std::to_string(e.line);
    const std::string margin = blanks(1 + digits_ - static_cast<int>(number.size()));
    page_.line(page_.in(Ink::frame, margin + number + " |") + (shown.text.empty() ? "" : " " + shown.text));
    underline(shown, page_.prose(e.note), room);
  }

  void underline(const Excerpt& shown, const std::string& note, int room) {
    const Ink ink = ink_of(finding_.severity);
    const std::string bar = blanks(gutter()) + page_.in(Ink::frame, "|") + " ";
    const std::string carets(static_cast<std::size_t>(shown.length), '^');
    const int behind = shown.begin + shown.length + 1;
    if (note.empty() || behind + width_of(note) <= room) {
      page_.line(bar + blanks(shown.begin) + page_.in(ink, note.empty() ? carets : carets + " " + note));
      return;
    }
    page_.line(bar + blanks(shown.begin) + page_.in(ink, carets));
    // No room beside the carets: below them, as far to the right as leaves a readable width.
    const int from = std::max(0, std::min(shown.begin, room - note_columns_min));
    const std::string lines = wrapped(note, room - from, 0, 0);
    for (std::string_view part : base::split(lines, '\n')) page_.line(bar + blanks(from) + page_.in(ink, part));
  }

  static constexpr int note_columns_min = 36;
  Page& page_;
  const Finding& finding_;
  std::size_t shown_ = 0;
  int digits_ = 1;
};

// --- one finding ---

std::string fix_label(const Fix& fix, bool first) {
  switch (fix.safety) {
    case Safety::safe:
      return first ? "fix (safe):" : "or (safe):";
    case Safety::ask:
      return first ? "fix (asks first):" : "or (asks first):";
    case Safety::manual:
      break;
  }
  return first ? "fix (by hand):" : "or (by hand):";
}

void write_note(Page& page, int gutter, std::string_view label, const std::string& text) {
  if (text.empty()) return;
  const std::string sign = blanks(gutter) + page.in(Ink::frame, "=") + " " + page.in(Ink::strong, label) + " ";
  const int first = gutter + 3 + width_of(label);
  page.line(sign + wrapped(page.prose(text), page.columns(), first, gutter + 2));
}

void write_fixes(Page& page, int gutter, const Finding& f) {
  for (const Fix& fix : f.fixes) {
    const bool first = &fix == &f.fixes.front();
    // The label of the second says "or" already.
    const bool repeats = !first && fix.description.starts_with("or ");
    write_note(page, gutter, fix_label(fix, first), repeats ? fix.description.substr(3) : fix.description);
    for (const std::string& command : fix.commands) page.line(blanks(gutter + 6) + printable(command));
  }
}

void write_finding(Page& page, const Finding& f) {
  const std::string label = std::string(name_of(f.severity)) + "[" + f.code + "]";
  const std::string title = ": " + std::string(!f.would_prove.empty() ? "likely: " : "") + page.prose(f.title);
  // The title goes on behind the label without a blank, so it is wrapped by itself.
  const std::string text = wrapped(title, page.columns(), width_of(label), 4);
  page.line(page.in(ink_of(f.severity), label) + page.in(Ink::strong, text));
  Snippet snippet(page, f);
  snippet.write();
  const int gutter = snippet.gutter();
  write_note(page, gutter, "what happened:", f.detail);
  write_note(page, gutter, "why:", f.why);
  write_note(page, gutter, "to prove it:", f.would_prove);
  write_note(page, gutter, "help:", f.help);
  write_fixes(page, gutter, f);
}

// --- around them ---

void write_failure(Page& page, const Failure& f) {
  std::string text =
      f.client + (f.operation.empty() ? "" : " " + f.operation) + " failed " + age_words(f.age_s) + " ago";
  if (!f.code.empty()) text += " with " + f.code;
  if (!f.url.empty()) {
    text += ": " + (f.method.empty() ? std::string("GET") : f.method) + " " + f.url;
    if (f.status) text += " answered " + std::to_string(f.status);
  }
  page.line(wrapped(page.prose(text), page.columns(), 0, 4));
  page.line();
}

bool e401_can_make(const Fix& fix) {
  return fix.safety != Safety::manual && !fix.changes.empty();
}

// What to type next. Only what severity error names in a diagnosis is mended without being asked for by name (TRUST 7):
// of what lint finds nothing has failed yet.
void write_next_step(Page& page, const Report& report) {
  std::size_t changes = 0;
  bool asks = false;
  std::string only;  // a code that is asked for by name
  const bool has_failed = !report.schema.starts_with("e401.lint/");
  for (const Finding& f : report.findings) {
    const auto fix = std::find_if(f.fixes.begin(), f.fixes.end(), e401_can_make);
    if (fix == f.fixes.end()) continue;
    const bool by_name = f.severity != Severity::error || !has_failed;
    if (by_name && only.empty()) only = f.code;
    if (by_name) continue;
    ++changes;
    asks = asks || fix->safety == Safety::ask;
  }
  if (changes) {
    const std::string how = asks ? "   (shows the change, asks first)" : "   (shows the change)";
    page.line((changes == 1 ? "To mend it:   " : "To mend them: ") + page.in(Ink::strong, "e401 fix") + how);
  } else if (!only.empty()) {
    page.line("To mend it:   " + page.in(Ink::strong, "e401 fix --only " + only) + "   (shows the change, asks first)");
  }
  page.line("To read more: " + page.in(Ink::strong, "e401 explain " + report.findings.front().code));
}

std::string not_looked_at(const Report& report) {
  std::string out;
  for (const Skipped& s : report.skipped)
    if (s.mattered || s.what.starts_with('/'))  // a file that could not be read is always told
      out += (out.empty() ? "not looked at: " : "; ") + s.what + " (" + s.why + ")";
  return out;
}

void write_looked_at(Page& page, const Report& report) {
  std::string text = report.facts.empty() ? "" : "Looked at: " + base::join(report.facts, ", ") + ".";
  if (std::string skipped = not_looked_at(report); !skipped.empty()) {
    skipped[0] = 'N';
    text += (text.empty() ? "" : " ") + skipped + ".";
  }
  if (!text.empty()) page.line(wrapped(page.prose(text), page.columns(), 0, 0));
}

std::string healthy_line(const Page& page, const Report& report) {
  std::string text = report.summary.empty() ? "nothing wrong" : report.summary;
  const std::string skipped = not_looked_at(report);
  return page.prose(skipped.empty() ? text : text + "; " + skipped);
}

}  // namespace

std::string render_text(const Report& report, const TextStyle& style) {
  Page page(style);
  if (report.healthy) page.line(healthy_line(page, report));
  if (report.healthy && report.findings.empty()) return page.take();
  if (report.healthy)
    page.line();
  else if (report.failure)
    write_failure(page, *report.failure);
  for (const Finding& f : report.findings) {
    write_finding(page, f);
    page.line();
  }
  if (!report.healthy && (report.findings.empty() || !report.summary.empty())) {
    page.paragraph("not proven:", Ink::warning, page.prose(not_proven(report)), 4);
    page.line();
  }
  if (!report.findings.empty()) write_next_step(page, report);
  if (!report.healthy) write_looked_at(page, report);
  return page.take();
}

}  // namespace e401::findings
