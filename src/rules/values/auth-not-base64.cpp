// _auth goes out as it stands behind "Basic", so it must be base64 of user:password. In clear, encoded twice, or a
// token in its place: the registry cannot read it.
#include "base/digest.h"
#include "base/text.h"
#include "providers/token_shapes.h"
#include "rules/credential_text.h"
#include "rules/lens_values.h"
#include "rules/lens_verdict.h"
#include "rules/lint_lens.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

constexpr std::string_view code = "auth-not-base64";

enum class Fault { in_clear, twice, token, unreadable };

std::optional<Fault> fault_of(std::string_view text) {
  const auto inside = base64_text(text);
  if (inside && inside->find(':') != std::string::npos) return std::nullopt;
  if (text.find(':') != std::string_view::npos) return Fault::in_clear;
  const auto shape = providers::shape_of(base::Secret(std::string(text)));
  if (shape && shape->complete) return Fault::token;
  if (!inside) return Fault::unreadable;
  const auto second = base64_text(base::trim(*inside));
  if (second && second->find(':') != std::string::npos) return Fault::twice;
  return std::nullopt;  // base64 of a text without a colon: the registry's business
}

std::string title_of(Fault fault, const std::string& host) {
  switch (fault) {
    case Fault::in_clear:
      return "_auth for " + host + " is user:password in clear, not base64";
    case Fault::twice:
      return "_auth for " + host + " is encoded twice";
    case Fault::token:
      return "_auth for " + host + " holds a token, not base64 of user:password";
    case Fault::unreadable:
      return "_auth for " + host + " is not base64";
  }
  return {};
}

// A token belongs into _authToken of the same key.
std::optional<findings::Fix> rename_field(const Facts& facts, const SentValue& value) {
  const npm::RcDocument* document = document_of(facts, *value.entry);
  if (!document) return std::nullopt;
  const base::Span key = value.entry->line->key_span;
  const std::string_view written = document->source().slice(key);
  if (!written.ends_with(":_auth")) return std::nullopt;
  findings::Fix fix;
  fix.id = "rename-field";
  fix.safety = findings::Safety::ask;
  fix.description = "rename the field in " + where_words(facts, *value.entry) + " to _authToken";
  fix.changes.push_back(edit_of(*document));
  replace_span(fix.changes.front(), {key.end - 5, key.end}, base::Secret("_authToken"));
  return fix;
}

void add_fixes(const Facts& facts, const SentValue& value, Fault fault, findings::Finding& f) {
  const bool in_file = value.in_file() && value.variables.empty();
  const std::string meant = in_file ? meant_text(facts, *value.entry) : value.text;
  if (in_file && fault == Fault::in_clear)
    if (auto fix = rewrite(facts, *value.entry, base::base64_encode(meant), "encode-auth", findings::Safety::safe,
                           "write user:password in " + where_words(facts, *value.entry) + " as base64"))
      f.fixes.push_back(std::move(*fix));
  if (in_file && fault == Fault::twice)
    if (auto fix =
            rewrite(facts, *value.entry, std::string(base::trim(*base64_text(meant))), "decode-once",
                    findings::Safety::safe, "take one of the two encodings off in " + where_words(facts, *value.entry)))
      f.fixes.push_back(std::move(*fix));
  if (fault == Fault::token)
    if (auto fix = rename_field(facts, value)) f.fixes.push_back(std::move(*fix));
  if (f.fixes.empty())
    f.fixes.push_back(manual("encode-auth",
                             "set the value of " + source_words(facts, value) + " to base64 of user:password",
                             {"printf %s 'USER:PASSWORD' | base64 -w0"}));
}

std::optional<Fault> fault_in(const Facts& facts, const SentValue& value) {
  if (value.field != "_auth" || value.text.empty()) return std::nullopt;
  return fault_of(value.variables.empty() && value.in_file() ? meant_text(facts, *value.entry) : value.text);
}

void say(const Facts& facts, const SentValue& value, Fault fault, const std::string& host, findings::Finding& f) {
  f.title = title_of(fault, base::printable(host));
  f.why = "npm sends _auth as it stands behind \"Basic \"; a registry reads it as base64 of user:password.";
  f.help = fault == Fault::token ? "Put the token into _authToken."
                                 : "Store base64 of user:password, encoded once, without a line end.";
  add_value(value, f, fault == Fault::twice ? "base64 of base64" : "not base64 of user:password");
  add_fixes(facts, value, fault, f);
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!may_be_the_credential(facts, c)) continue;
    for (const SentValue& value : sent_values(c)) {
      const auto fault = fault_in(facts, value);
      if (!fault) continue;
      findings::Finding f = about(facts, i, code, *fault != Fault::unreadable || !is_base64_of_text(value.text));
      say(facts, value, *fault, c.host, f);
      out.add(std::move(f));
    }
  }
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for_each_sendable(facts, [&](const Facts& project, const Meant& m, const SentValue& value) {
    const auto fault = fault_in(project, value);
    if (!fault) return;
    findings::Finding f = seen_in_value(facts, code, m, value);
    say(project, value, *fault, f.host, f);
    out.add(std::move(f));
  });
}

}  // namespace

extern const Rule rule_auth_not_base64;
const Rule rule_auth_not_base64{code, check, lint};

}  // namespace e401::rules
