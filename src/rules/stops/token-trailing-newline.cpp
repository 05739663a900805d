// Decisive: the credential that npm would send has a character that no HTTP header may carry (npm stops before it
// asks), or blanks that no token has, and the host refuses it. A blank at the very end is no fault: HTTP takes it off.
// Words before a blank that are another cause (Bearer, ${{ ... }}, an example text) are left to that one.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "rules/credential_text.h"
#include "rules/lens_keys.h"
#include "rules/lens_variables.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool is_token_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || std::string_view("._-+/=~:").find(c) != std::string_view::npos;
}

// Blanks in or before what is otherwise one token: "abc def" of two long pieces, " abc".
bool is_broken_token(std::string_view value) {
  const std::string_view inner = base::trim(value);
  if (inner.empty()) return true;
  if (!std::all_of(inner.begin(), inner.end(), [](char c) { return is_token_char(c) || c == ' ' || c == '\t'; }))
    return false;
  const std::size_t blank = inner.find_first_of(" \t");
  if (blank == std::string_view::npos) return value.front() == ' ' || value.front() == '\t';
  const std::string first = base::ascii_lower(inner.substr(0, blank));
  const bool has_digit = std::any_of(inner.begin(), inner.end(), [](char c) { return c >= '0' && c <= '9'; });
  return first != "bearer" && first != "basic" && first != "token" && inner.size() >= 20 && has_digit;
}

bool has_line_end_or_blank_at_ends(std::string_view value) {
  return base::trim(value).size() != value.size();
}

// U+00A0 and U+00AD: blanks to the eye, and legal in a header; no token has them.
bool has_unseen(std::string_view value) {
  return value.find("\xC2\xA0") != std::string_view::npos || value.find("\xC2\xAD") != std::string_view::npos;
}

// The entry whose value is the trouble, if any.
const npm::Entry* culprit(const Concern& c) {
  const npm::Credential& sent = *c.decision.sent;
  const std::string* value = sent.entry ? sent.entry->value.string() : nullptr;
  if (!legal_header_value(sent.authorization.reveal())) {
    // Typographic quotes, and the dots of a masked value, are their own causes.
    const auto bare = value ? without_quotes(*value) : std::nullopt;
    if ((bare && legal_header_value(*bare)) || (value && is_placeholder(*value))) return nullptr;
    return sent.entry;
  }
  if (!sent_and_refused(c) || !credential_could_help(c)) return nullptr;
  const std::string* user = sent.username_entry ? sent.username_entry->value.string() : nullptr;
  if (user && has_line_end_or_blank_at_ends(*user)) return sent.username_entry;
  const bool broken = value && sent.field != "_password" && (is_broken_token(*value) || has_unseen(*value));
  return broken ? sent.entry : nullptr;
}

std::string what_is_in(std::string_view value) {
  if (value.find_first_of("\r\n") != std::string_view::npos) return "a line end";
  if (value.find_first_of(" \t") != std::string_view::npos) return "a space";
  return "a character that cannot be seen";
}

std::string without_trouble(std::string_view value) {
  std::string out;
  for (const char c : value)
    if (static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 0x7f) out += c;
  return out;
}

void add_fixes(const Facts& facts, const npm::Entry& entry, const std::vector<std::string>& variables,
               findings::Finding& f) {
  for (const std::string& name : variables)
    f.fixes.push_back(manual("clean-variable",
                             "set " + name + " anew without " +
                                 what_is_in(facts.config.situation.variable(name).value_or("")) + "; " +
                                 where_to_set(facts, name),
                             {"export " + name + "=\"$(printf %s \"$" + name + "\" | LC_ALL=C tr -cd '[:graph:]')\""}));
  const npm::RcDocument* document = document_of(facts, entry);
  if (!variables.empty()) return;
  const auto text = npm::rc_value_text(without_trouble(*entry.value.string()));
  if (document && text && entry.variables.empty()) {
    findings::Fix fix;
    fix.id = "clean-value";
    fix.safety = findings::Safety::ask;
    fix.description = "take the characters that do not belong there out of the value in " + place_words(facts, entry);
    fix.changes = {edit_of(*document)};
    replace_span(fix.changes.front(), entry.line->value_span, base::Secret(*text));
    f.fixes.push_back(std::move(fix));
  } else {
    f.fixes.push_back(manual(
        "clean-value", "set the value in " + place_words(facts, entry) + " anew, without line breaks and spaces"));
  }
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    const npm::Entry* entry = c.decision.sent ? culprit(c) : nullptr;
    if (!entry || !entry->value.string()) continue;
    std::vector<std::string> variables;
    for (const npm::VariableUse& use : entry->variables) {
      const std::string value = facts.config.situation.variable(use.name).value_or("");
      if (!legal_header_value(value) || has_line_end_or_blank_at_ends(value) ||
          value.find_first_of(" \t") != std::string::npos || has_unseen(value))
        variables.push_back(use.name);
    }
    const std::string in =
        variables.empty() ? "the value in " + place_words(facts, *entry) : "the variable " + variables.front();
    findings::Finding f = about(facts, i, "token-trailing-newline", true);
    f.title = in + " has " + what_is_in(*entry->value.string()) + " in it";
    if (c.stopped_by.empty())
      f.detail = what_happened(c);
    else
      f.detail = "npm stops before it asks " + c.host + ": the Authorization header would not be legal";
    for (const std::string& name : variables)
      f.evidence.push_back(at_variable(name, "has " + what_is_in(facts.config.situation.variable(name).value_or(""))));
    f.evidence.push_back(at(*entry, variables.empty() ? "" : "refers to it"));
    f.why =
        "A token is one word. A line end cannot stand in an HTTP header, so npm stops; a space makes it another token. "
        "It mostly comes in when a secret is pasted, or piped in by echo instead of printf %s.";
    f.help = "Store the secret without it.";
    add_fixes(facts, *entry, variables, f);
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_token_trailing_newline;
const Rule rule_token_trailing_newline{"token-trailing-newline", check};

}  // namespace e401::rules
