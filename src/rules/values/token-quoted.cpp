// Quotes or brackets reached the registry with the value. npm takes off plain quotes around a value in a file; not
// those of a variable, not typographic ones, not one-sided ones, and none where a comment follows on the line.
#include "base/text.h"
#include "rules/credential_text.h"
#include "rules/lens_values.h"
#include "rules/lens_verdict.h"
#include "rules/lint_lens.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

void say(const Facts& facts, const SentValue& value, const std::string& host, findings::Finding& f) {
  const auto in_file = value.in_file() ? without_quotes(value.raw) : std::nullopt;
  f.title = "quotes are part of the credential for " + base::printable(host);
  f.why = in_file ? "npm takes off a pair of plain quotes around the whole value only; these are sent with it."
                  : "npm takes a variable's value as it is: quotes that a file, a screen or a task put around it "
                    "are sent with it.";
  if (in_file) {
    f.evidence.push_back(at(*value.entry, "quotes in the value"));
    f.help = "Take the quotes off.";
    if (auto fix = rewrite(facts, *value.entry, *in_file, "remove-quotes", findings::Safety::safe,
                           "take the quotes off the value in " + where_words(facts, *value.entry)))
      f.fixes.push_back(std::move(*fix));
  } else {
    add_value(value, f, "its value has quotes around it");
    f.help = "Set " + source_words(facts, value) + " again without the quotes.";
  }
  if (f.fixes.empty())
    f.fixes.push_back(
        manual("remove-quotes", "store the value without quotes where " + source_words(facts, value) + " is set"));
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!may_be_the_credential(facts, c)) continue;
    for (const SentValue& value : sent_values(c)) {
      if (!without_quotes(value.text)) continue;
      findings::Finding f = about(facts, i, "token-quoted", true);
      say(facts, value, c.host, f);
      out.add(std::move(f));
      break;
    }
  }
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for_each_sendable(facts, [&](const Facts& project, const Meant& m, const SentValue& value) {
    if (!without_quotes(value.text)) return;
    findings::Finding f = seen_in_value(facts, "token-quoted", m, value);
    say(project, value, f.host, f);
    out.add(std::move(f));
  });
}

}  // namespace

extern const Rule rule_token_quoted;
const Rule rule_token_quoted{"token-quoted", check, lint};

}  // namespace e401::rules
