#include "change/preview.h"

#include <algorithm>

#include "base/digest.h"
#include "base/edit.h"
#include "base/limits.h"
#include "base/text.h"
#include "npm/rc_document.h"
#include "npm/url.h"

namespace e401::change {
namespace {

using base::fail;
using base::Result;
using findings::FileChange;
using Kind = FileChange::Kind;

std::vector<base::TextEdit> text_edits(const std::vector<FileChange::Edit>& edits) {
  std::vector<base::TextEdit> out;
  for (const FileChange::Edit& e : edits) out.push_back({e.span, e.replacement.reveal()});
  return out;
}

Result<std::string> judged_text(const base::ReadFiles& files, const FileChange& change) {
  TRY_AS(std::string text, files.read(change.path, limits::changed_file_max_bytes));
  if (base::sha256_hex(text) != change.judged_sha256)
    return fail("it has changed since it was judged; nothing was changed, start again", change.path, 0, "changed");
  return text;
}

bool is_json(const std::string& path) {
  return path.ends_with(".json");
}

std::size_t lines_in(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

Result<std::vector<FilePreview>> preview(const base::ReadFiles& files, const std::vector<FileChange>& changes) {
  std::vector<FilePreview> out;
  for (const FileChange& change : changes) {
    FilePreview file{change.kind, change.path, change.new_path, {}, {}, change.edits};
    file.mode_before = file.mode_after = files.info(change.path).mode;
    if (change.owner_only) file.mode_after = base::without_others(file.mode_before);
    if (change.kind == Kind::create) {
      file.after = change.content.reveal();
    } else {
      TRY_AS(file.before, judged_text(files, change));
    }
    if (change.kind == Kind::rename) file.after = file.before;
    if (change.kind == Kind::edit) {
      auto after = base::apply_edits(file.before, text_edits(change.edits));
      if (!after) return fail(after.error().what, change.path, 0, after.error().code);
      file.after = std::move(*after);
    }
    out.push_back(std::move(file));
  }
  return out;
}

std::string diff_of(const FilePreview& file, const std::string& name, bool whole) {
  const auto mask = [&](std::string_view line) {
    return base::printable(is_json(file.path) ? npm::shown_url(line) : npm::shown_rc_line(line));
  };
  if (file.kind == Kind::edit && npm::RcDocument::parse(file.path, file.before).encoding() != npm::RcEncoding::utf8) {
    const std::string shown = base::unified_diff("", file.after, name, mask);
    return "--- " + name + " (UTF-16; the same text is written as UTF-8)\n" +
           shown.substr(std::min(shown.find('\n') + 1, shown.size()));
  }
  std::vector<base::TextEdit> edits{{{0, file.before.size()}, file.after}};
  if (file.kind == Kind::edit) edits = text_edits(file.edits);
  const auto diff = base::diff_of_edits(file.before, std::move(edits), name, mask);
  if (!diff) return {};
  std::string out = diff->header;
  if (file.kind == Kind::create) out = "--- /dev/null\n+++ " + name + "\n";
  if (file.kind == Kind::remove) out = "--- " + name + "\n+++ /dev/null\n";
  std::size_t lines = 0;
  for (std::size_t i = 0; i < diff->hunks.size(); ++i) {
    lines += lines_in(diff->hunks[i]);
    if (i > 0 && !whole && lines > limits::diff_lines_shown_max) {
      out +=
          "... and " + base::counted(diff->hunks.size() - i, "more place") + " of " + name + " (--dry-run shows all)\n";
      break;
    }
    out += diff->hunks[i];
  }
  return out;
}

}  // namespace e401::change
