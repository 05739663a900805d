// In an .npmrc "#" and ";" begin a comment anywhere in a value, so a token that has one is cut there. A blank before
// the sign means that a comment was wanted; base64 texts never have such a sign, so _auth and _password are judged by
// their own rules.
#include "base/text.h"
#include "rules/lens_values.h"
#include "rules/lens_verdict.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

// The line's value with the part that npm drops; nullopt where that part is a comment indeed.
std::optional<std::string> whole_value(const Facts& facts, const SentValue& value) {
  const npm::RcDocument* document = document_of(facts, *value.entry);
  if (!document) return std::nullopt;
  const npm::RcLine& line = *value.entry->line;
  if (line.comment_span.empty() || line.comment_span.begin <= line.value_span.begin) return std::nullopt;
  const std::string_view before = document->source().slice({line.value_span.begin, line.comment_span.begin});
  const std::string_view dropped = base::trim(document->source().slice(line.comment_span));
  if (before.empty() || before.back() == ' ' || before.back() == '\t') return std::nullopt;
  if (dropped.find_first_of(" \t") != std::string_view::npos) return std::nullopt;
  return meant_text(facts, *value.entry);
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!may_be_the_credential(facts, c)) continue;
    for (const SentValue& value : sent_values(c)) {
      if (value.field != "_authToken" && value.field != "username") continue;
      const auto whole = whole_value(facts, value);
      if (!whole) continue;
      const npm::RcLine& line = *value.entry->line;
      const std::string sign(1, document_of(facts, *value.entry)->source().text()[line.comment_span.begin]);
      findings::Finding f = about(facts, i, "token-cut-by-comment", true);
      f.title = "the value is cut at a \"" + sign + "\", which begins a comment";
      f.why =
          "In an .npmrc # and ; begin a comment even in the middle of a value, quotes or not. npm sends what stands "
          "before.";
      f.help = "Write \\" + sign + " in place of " + sign + ".";
      f.evidence.push_back(at(*value.entry, "cut at \"" + sign + "\""));
      if (auto fix = rewrite(facts, *value.entry, *whole, "escape-sign", findings::Safety::safe,
                             "write \\" + sign + " for " + sign + " in " + where_words(facts, *value.entry)))
        f.fixes.push_back(std::move(*fix));
      if (f.fixes.empty())
        f.fixes.push_back(
            manual("escape-sign", "write \\" + sign + " for " + sign + " in " + where_words(facts, *value.entry)));
      out.add(std::move(f));
      break;
    }
  }
}

}  // namespace

extern const Rule rule_token_cut_by_comment;
const Rule rule_token_cut_by_comment{"token-cut-by-comment", check};

}  // namespace e401::rules
