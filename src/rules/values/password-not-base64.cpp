// npm decodes _password before it sends it; a password in clear becomes other bytes by that. A password that was
// encoded twice is the same fault the other way round, but a real password could look like base64, so that one is
// likely only.
#include "base/digest.h"
#include "base/text.h"
#include "rules/credential_text.h"
#include "rules/lens_values.h"
#include "rules/lens_verdict.h"
#include "rules/lint_lens.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

constexpr std::string_view code = "password-not-base64";

// f: the frame of the finding.
findings::Finding found(const Facts& facts, findings::Finding f, const SentValue& value, bool twice) {
  const std::string host = base::printable(f.host);
  f.title = "_password for " + host + (twice ? " is encoded twice" : " is not base64");
  f.why = twice ? "npm decodes _password once; what is left is still base64, and that is sent as the password."
                : "npm decodes _password before it sends it: a password in clear is turned into other bytes, which the "
                  "registry refuses.";
  if (twice) f.would_prove = "the same password, encoded once, is accepted";
  add_value(value, f, twice ? "base64 of base64" : "not base64");

  const std::string meant = value.variables.empty() ? meant_text(facts, *value.entry) : value.text;
  const std::string right = twice ? std::string(base::trim(*base64_text(meant))) : base::base64_encode(meant);
  const bool in_file = value.in_file() && value.variables.empty();
  f.help = in_file ? "Store the password as base64 of its bytes, without a line end."
                   : "Give the variable the base64 of the password.";
  if (in_file)
    if (auto fix = rewrite(facts, *value.entry, right, "encode-password",
                           twice ? findings::Safety::ask : findings::Safety::safe,
                           twice ? "encode the password in " + where_words(facts, *value.entry) + " once only"
                                 : "write the password in " + where_words(facts, *value.entry) + " as base64"))
      f.fixes.push_back(std::move(*fix));
  if (f.fixes.empty()) {
    const std::string name = value.variables.empty() ? "PASSWORD" : base::printable(value.variables.front());
    f.fixes.push_back(manual("encode-password", "give " + name + " the base64 of the password, where it is set",
                             {"printf %s \"$" + name + "\" | base64 -w0"}));
  }
  return f;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!may_be_the_credential(facts, c)) continue;
    for (const SentValue& value : sent_values(c)) {
      if (value.field != "_password" || value.text.empty()) continue;
      const auto inside = base64_text(value.text);
      if (!inside) {
        out.add(found(facts, about(facts, i, code, true), value, false));
      } else if (const std::string_view once = base::trim(*inside);
                 once.size() >= 8 && once.size() % 4 == 0 && is_base64_of_text(once)) {
        out.add(found(facts, about(facts, i, code, false), value, true));
      }
    }
  }
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for_each_sendable(facts, [&](const Facts& project, const Meant& m, const SentValue& value) {
    if (value.field == "_password" && !base64_text(value.text))
      out.add(found(project, seen_in_value(facts, code, m, value), value, false));
  });
}

}  // namespace

extern const Rule rule_password_not_base64;
const Rule rule_password_not_base64{code, check, lint};

}  // namespace e401::rules
