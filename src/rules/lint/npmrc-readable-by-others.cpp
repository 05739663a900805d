// Decisive: the mode of a file that holds a literal credential and that git does not carry (what git tracks is
// everybody's anyway: literal-secret).
#include <algorithm>

#include "rules/lint_lens.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

constexpr std::uint32_t readable_by_others = 0044;

std::string octal(std::uint32_t mode) {
  std::string out = "0000";
  for (std::size_t i = 4; i-- > 1; mode >>= 3) out[i] = static_cast<char>('0' + (mode & 7));
  return out;
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
    f.detail = "the mode of the file is " + octal(file.info.mode & 0777);
    f.evidence.push_back({.file = file.path,
                          .line = secret->line,
                          .column = secret->column,
                          .length = 3,
                          .text = secret->shown,
                          .note = "a literal " + secret->what});
    f.why = "npm writes an npmrc with mode 0600 and does not look at the mode of one that is there.";
    f.help = "Take the rights away from group and others.";
    f.fixes.push_back(manual("restrict-mode", "let only its owner read " + file.path, {"chmod 600 " + file.path}));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_npmrc_readable_by_others;
const Rule rule_npmrc_readable_by_others{"npmrc-readable-by-others", nullptr, lint};

}  // namespace e401::rules
