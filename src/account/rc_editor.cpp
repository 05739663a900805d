// Lines below a [section] are no settings of npm's, so they are neither looked at nor added to: new lines go before the
// first one.
#include "account/rc_editor.h"

#include <algorithm>

#include "base/digest.h"
#include "npm/rc_value_edit.h"

namespace e401::account {
namespace {

using base::fail;
using base::Result;

}  // namespace

Result<RcEditor> RcEditor::open(const npm::LayerData& layer) {
  using Status = npm::LayerData::Status;
  if (layer.path.empty()) return fail("npm has no file for this layer here");
  if (layer.status == Status::ignored)
    return fail("npm does not read it here, so nothing is written to it", layer.path, 0, "ignored");
  if (layer.status == Status::unreadable)
    return fail("cannot read it (" + layer.error_code + "), so nothing is written to it", layer.path, 0,
                layer.error_code);
  if (layer.document && layer.document->encoding() != npm::RcEncoding::utf8)
    return fail("it is UTF-16, which npm cannot read; `e401 fix` mends that", layer.path, 0, "encoding");
  return RcEditor(layer);
}

void RcEditor::remove_line(std::size_t number) {
  if (std::find(removed_.begin(), removed_.end(), number) != removed_.end()) return;
  removed_.push_back(number);
  edits_.push_back({layer_->document->source().line_span_with_end(number), ""});
}

int RcEditor::remove(std::string_view key) {
  int count = 0;
  for (const npm::Entry& e : layer_->entries) {
    if (e.key != key || e.in_section || !e.line) continue;
    remove_line(static_cast<std::size_t>(e.place.line));
    ++count;
  }
  return count;
}

Result<void> RcEditor::set(const std::string& key, const base::Secret& value) {
  const auto text = npm::rc_value_text(value.reveal());
  if (!text) return fail("this value cannot be written so that npm reads it back", layer_->path);
  const npm::Entry* old = nullptr;
  for (const npm::Entry& e : layer_->entries)
    if (e.key == key && !e.in_section && e.line && !e.line->is_array) old = &e;
  for (const npm::Entry& e : layer_->entries)
    if (e.key == key && !e.in_section && e.line && &e != old) remove_line(static_cast<std::size_t>(e.place.line));
  set_.emplace_back(key, value);
  if (!old) {
    added_.push_back(key + "=" + *text);
    return {};
  }
  if (const auto edit = npm::rc_value_edit(*layer_->document, *old->line, value.reveal()))
    edits_.push_back(*edit);
  else  // no "=", or a comment that would become part of a value in quotes: the whole line is new
    edits_.push_back({old->line->span, key + "=" + *text});
  return {};
}

// What stands before new lines at the end, if the last one has no end of its own.
std::string RcEditor::end_of_file(std::string_view text) const {
  return text.empty() || text.ends_with('\n') || text.ends_with('\r') ? "" : std::string(layer_->document->line_end());
}

Result<RcEditor::Edited> RcEditor::finish() const {
  const std::string old = layer_->document ? layer_->document->source().text() : std::string();
  const std::string line_end = layer_->document ? std::string(layer_->document->line_end()) : "\n";
  std::vector<base::TextEdit> edits = edits_;
  if (!added_.empty()) {
    std::string lines;
    for (const std::string& line : added_) lines += line + line_end;
    std::size_t at = old.size();
    if (layer_->document)
      for (const npm::RcLine& line : layer_->document->lines())
        if (line.kind == npm::RcLine::Kind::section) {
          at = line.span.begin;
          break;
        }
    // Before a section there is a line end already; a file that is only removed lines has one, too.
    edits.push_back({{at, at}, at == old.size() ? end_of_file(old) + lines : lines});
  }
  TRY_AS(std::string bytes, base::apply_edits(old, edits));
  Edited out{{}, npm::RcDocument::parse(layer_->path, bytes)};
  for (const auto& [key, value] : set_) {
    const int line = out.line_of(key);
    const std::string* text = line ? out.after.line(static_cast<std::size_t>(line)).value.string() : nullptr;
    if (!text || *text != value.reveal())
      return fail("this value cannot be written so that npm reads it back", layer_->path);
  }
  if (bytes == old) return out;
  findings::FileChange change;
  change.path = layer_->path;
  if (layer_->status == npm::LayerData::Status::read) {
    change.kind = findings::FileChange::Kind::edit;
    change.judged_sha256 = base::sha256_hex(old);
    for (const base::TextEdit& e : edits) change.edits.push_back({e.span, base::Secret(e.replacement)});
  } else {
    change.kind = findings::FileChange::Kind::create;
    change.content = base::Secret(bytes);
    change.mode = 0600;
  }
  out.changes.push_back(std::move(change));
  return out;
}

int RcEditor::Edited::line_of(std::string_view key) const {
  int found = 0;
  for (std::size_t n = 1; n <= after.lines().size(); ++n) {
    const npm::RcLine& line = after.line(n);
    if (line.kind == npm::RcLine::Kind::entry && line.section.empty() && line.key == key) found = static_cast<int>(n);
  }
  return found;
}

}  // namespace e401::account
