// Decisive: the mode of a file that holds a literal credential and that git does not carry (what git tracks is
// everybody's anyway: literal-secret).
#include <algorithm>

#include "base/shell.h"
#include "base/text.h"
#include "rules/lens.h"
#include "rules/lint_lens.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

constexpr std::uint32_t readable_by_others = 0044;

findings::Fix take_rights_away(const LintedFile& file) {
  findings::Fix fix;
  fix.id = "restrict-mode";
  fix.safety = findings::Safety::safe;
  fix.description = "let only its owner read " + file.path;
  findings::FileChange change = edit_of(*file.document);
  change.owner_only = true;
  fix.changes.push_back(std::move(change));
  fix.commands.push_back("chmod go= " + base::shell_word(file.path));
  return fix;
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for (const LintedFile& file : facts.npmrcs) {
    if (!(file.info.mode & readable_by_others) || !file.info.owned_by_us) continue;
    if (file.kept == Kept::tracked || file.kept == Kept::not_ignored) continue;
    const auto secret = std::find_if(facts.secrets.begin(), facts.secrets.end(),
                                     [&](const WrittenSecret& s) { return s.file == file.path; });
    if (secret == facts.secrets.end()) continue;
    findings::Finding f = seen_in_file(facts, "npmrc-readable-by-others", file.path);
    f.severity = findings::Severity::warning;
    f.title = "other users of this machine may read the " + secret->what + " in " +
              file.path.substr(file.path.rfind('/') + 1);
    f.detail = "the mode of the file is " + base::mode_text(file.info.mode & 0777);
    f.evidence.push_back({.file = file.path,
                          .line = secret->line,
                          .column = secret->column,
                          .length = 3,
                          .text = secret->shown,
                          .note = "a literal " + secret->what});
    f.why = "npm writes an npmrc with mode 0600 and does not look at the mode of one that is there.";
    f.help = "Take the rights away from group and others.";
    f.fixes.push_back(take_rights_away(file));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_npmrc_readable_by_others;
const Rule rule_npmrc_readable_by_others{"npmrc-readable-by-others", nullptr, lint};

}  // namespace e401::rules
