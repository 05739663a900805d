// "Bearer" (or "Basic") was copied along with the token: npm writes that word itself, so the registry reads "Bearer
// Bearer ...".
#include "base/text.h"
#include "rules/credential_text.h"
#include "rules/lens_values.h"
#include "rules/lens_verdict.h"
#include "rules/lint_lens.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

// `_authToken=Basic dXNlcjpwdw==` needs another field as well: as a token this would be sent as Bearer.
std::optional<findings::Fix> fix_of(const Facts& facts, const SentValue& value, const HeaderWord& header) {
  const bool other_field = value.field == "_authToken" && base::ascii_iequals(header.word, "Basic");
  const npm::RcDocument* document = document_of(facts, *value.entry);
  const auto in_file = header_word(value.raw);
  if (!document || !in_file) return std::nullopt;
  auto fix = rewrite(facts, *value.entry, in_file->rest, "remove-word", findings::Safety::safe,
                     "take the word " + header.word + " off the value in " + where_words(facts, *value.entry));
  if (!fix || !other_field) return fix;
  const base::Span key = value.entry->line->key_span;
  const std::string_view written = document->source().slice(key);
  const std::size_t at_field = written.rfind("_authToken");
  if (at_field == std::string_view::npos) return std::nullopt;
  replace_span(fix->changes.front(), {key.begin + at_field, key.begin + at_field + 10}, base::Secret("_auth"));
  fix->description += " and name the field _auth";
  return fix;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!may_be_the_credential(facts, c)) continue;
    for (const SentValue& value : sent_values(c)) {
      const auto header = value.field == "username" ? std::nullopt : header_word(value.text);
      if (!header) continue;
      findings::Finding f = about(facts, i, "token-bearer-prefix", true);
      const std::string word = base::printable(header->word);
      f.title = "the word " + word + " is part of the credential for " + c.host;
      f.why =
          "npm writes the scheme into the header itself. The registry is sent it twice and does not know such a token.";
      f.help = "Store the token alone, without " + word + ".";
      add_value(value, f, "begins with " + word);
      if (auto fix = fix_of(facts, value, *header))
        f.fixes.push_back(std::move(*fix));
      else
        f.fixes.push_back(manual(
            "remove-word", "store the token without " + word + " where " + source_words(facts, value) + " is set"));
      out.add(std::move(f));
      break;
    }
  }
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for_each_meant(facts, [&](const Facts& project, const Meant& m) {
    const SentValue value = value_of(*m.entry);
    const auto header = m.key.meant_field == "username" ? std::nullopt : header_word(value.text);
    if (!header || !m.separator_in_form) return;
    findings::Finding f = seen_in_file(facts, "token-bearer-prefix", m.entry->place.file);
    if (!value.variables.empty() && !header_word(value.raw))
      f.severity = findings::Severity::warning;  // of this machine
    const std::string word = base::printable(header->word);
    f.title = "the word " + word + " is part of the credential for " + base::printable(m.key.host_port());
    f.why =
        "npm writes the scheme into the header itself. The registry is sent it twice and does not know such a token.";
    f.help = "Store the token alone, without " + word + ".";
    add_value(value, f, "begins with " + word);
    f.fixes.push_back(manual("remove-word",
                             "store the token without " + word + " where " + source_words(project, value) + " is set"));
    f.host = m.key.host_port();
    out.add(std::move(f));
  });
}

}  // namespace

extern const Rule rule_token_bearer_prefix;
const Rule rule_token_bearer_prefix{"token-bearer-prefix", check, lint};

}  // namespace e401::rules
