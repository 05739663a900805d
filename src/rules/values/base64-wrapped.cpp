// `echo user:pass | base64` encodes the line end as well, and base64 without -w0 breaks the text into lines: npm then
// sends a password with a line end, or the first line only.
#include "base/digest.h"
#include "base/text.h"
#include "rules/credential_text.h"
#include "rules/lens_values.h"
#include "rules/lens_verdict.h"
#include "rules/lint_lens.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

constexpr std::string_view code = "base64-wrapped";
// Base64 breaks at 64 or 76; shorter lines were broken by hand, hardly below this.
constexpr std::size_t wrapped_line_min_chars = 40;
constexpr std::size_t lines_joined_max = 64;

bool is_base64_line(std::string_view line) {
  if (line.empty() || line.size() > 200) return false;
  std::size_t padding = 0;
  for (const char c : line) {
    if (c == '=')
      ++padding;
    else if (padding > 0)
      return false;
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && c != '+' && c != '/' && c != '-' && c != '_' && c != '=') return false;
  }
  return padding <= 2;
}

// The lines below a setting that continue its value: bare base64, and together with it a text of the right form.
struct Continuation {
  std::string whole;
  std::size_t last_line = 0;
};
std::optional<Continuation> continued(const Facts& facts, const SentValue& value) {
  const npm::RcDocument* document = document_of(facts, *value.entry);
  if (!document || !value.variables.empty() || value.text.size() < wrapped_line_min_chars ||
      !is_base64_line(value.text) || value.text.ends_with('='))
    return std::nullopt;
  Continuation found{value.text, 0};
  const auto first = static_cast<std::size_t>(value.entry->place.line);
  for (std::size_t n = first + 1; n <= document->source().line_count() && n <= first + lines_joined_max; ++n) {
    const std::string_view line = base::trim(document->source().line(n));
    if (!is_base64_line(line) || line.size() > value.text.size()) break;
    found.whole += line;
    found.last_line = n;
    if (line.size() < value.text.size() || line.ends_with('=')) break;  // the last line is the short one
  }
  if (found.last_line == 0) return std::nullopt;
  if (value.field == "_auth") {
    const auto text = base64_text(found.whole);
    if (!text || text->find(':') == std::string::npos) return std::nullopt;
  }
  return found;
}

std::optional<findings::Fix> join_lines(const Facts& facts, const SentValue& value, const Continuation& lines) {
  const npm::RcDocument* document = document_of(facts, *value.entry);
  std::string right = lines.whole;
  if (const auto text = base64_text(right); text && text->ends_with('\n') && value.field != "_authToken")
    right = base::base64_encode(base::trim(*text));
  auto fix = rewrite(facts, *value.entry, right, "join-lines", findings::Safety::safe,
                     "write the value in " + where_words(facts, *value.entry) + " on one line");
  if (!fix) return std::nullopt;
  for (auto n = static_cast<std::size_t>(value.entry->place.line) + 1; n <= lines.last_line; ++n)
    delete_line(fix->changes.front(), *document, n);
  return fix;
}

// f: the frame of the finding, in both.
findings::Finding over_several_lines(const Facts& facts, const SentValue& value, const Continuation& lines,
                                     findings::Finding f) {
  f.title = "the value of " + value.field + " for " + base::printable(f.host) + " is broken over several lines";
  f.why =
      "A setting of an .npmrc stands on one line. npm sends what stands on the first one and takes the rest for "
      "other settings.";
  f.help = "Join the lines. `base64 -w0` writes one line only.";
  if (value.field == "_authToken") f.would_prove = "the joined token is accepted";
  f.evidence.push_back(at(*value.entry, "goes on below"));
  for (auto n = static_cast<std::size_t>(value.entry->place.line) + 1; n <= lines.last_line; ++n)
    f.evidence.push_back(at(*document_of(facts, *value.entry), n, "belongs to the line above"));
  if (auto fix = join_lines(facts, value, lines)) f.fixes.push_back(std::move(*fix));
  if (f.fixes.empty())
    f.fixes.push_back(manual("join-lines", "write the value in " + where_words(facts, *value.entry) + " on one line"));
  return f;
}

bool has_encoded_line_end(const SentValue& value) {
  if (value.field != "_auth" && value.field != "_password") return false;
  const auto text = base64_text(value.text);
  return text && (text->ends_with('\n') || text->ends_with('\r'));
}

findings::Finding encoded_line_end(const Facts& facts, const SentValue& value, findings::Finding f) {
  const auto text = base64_text(value.text);
  f.title = "a line end is encoded in " + value.field + " for " + base::printable(f.host);
  f.why =
      "`echo` ends its output with a line end, and that was encoded with it: the password that is sent has one "
      "character too many.";
  f.help = "Encode with `printf %s` in place of `echo`.";
  add_value(value, f, "decodes to a text with a line end");
  if (value.in_file() && value.variables.empty())
    if (auto fix =
            rewrite(facts, *value.entry, base::base64_encode(base::trim(*text)), "encode-again", findings::Safety::safe,
                    "write the value in " + where_words(facts, *value.entry) + " without the line end"))
      f.fixes.push_back(std::move(*fix));
  if (f.fixes.empty()) {
    const bool whole = value.field == "_auth";
    f.fixes.push_back(manual("encode-again",
                             "encode the value of " + source_words(facts, value) + " without the line end",
                             {whole ? "printf %s 'USER:PASSWORD' | base64 -w0" : "printf %s 'PASSWORD' | base64 -w0"}));
  }
  return f;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    if (!may_be_the_credential(facts, facts.concerns[i])) continue;
    for (const SentValue& value : sent_values(facts.concerns[i])) {
      if (value.field == "username") continue;
      if (const auto lines = continued(facts, value))
        out.add(over_several_lines(facts, value, *lines, about(facts, i, code, value.field != "_authToken")));
      else if (has_encoded_line_end(value))
        out.add(encoded_line_end(facts, value, about(facts, i, code, true)));
    }
  }
}

// A token that goes on in the next line is only likely to do so: without an answer lint leaves it.
void lint(const LintFacts& facts, findings::Findings& out) {
  for_each_sendable(facts, [&](const Facts& project, const Meant& m, const SentValue& value) {
    if (value.field != "_auth" && value.field != "_password") return;
    if (const auto lines = continued(project, value))
      out.add(over_several_lines(project, value, *lines, seen_in_value(facts, code, m, value)));
    else if (has_encoded_line_end(value))
      out.add(encoded_line_end(project, value, seen_in_value(facts, code, m, value)));
  });
}

}  // namespace

extern const Rule rule_base64_wrapped;
const Rule rule_base64_wrapped{code, check, lint};

}  // namespace e401::rules
