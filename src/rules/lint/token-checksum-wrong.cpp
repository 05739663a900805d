// npm's and GitHub's tokens end in a checksum of what stands before. Where it does not fit, the text was cut, mistyped
// or made up. Decisive only at a host of the issuer itself: somebody else's registry may hand out any text.
#include "base/shell.h"
#include "base/text.h"
#include "npm/url.h"
#include "providers/hosts.h"
#include "providers/token_shapes.h"
#include "rules/credential_text.h"
#include "rules/lens_values.h"
#include "rules/lens_variables.h"
#include "rules/lint_lens.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

struct Fault {
  providers::TokenShape shape;
  std::string words;
};

// Only a shape that its prefix makes certain.
std::optional<Fault> fault_of(const std::string& token) {
  const auto shape = providers::shape_of(base::Secret(token));
  if (!shape || shape->family.empty() || shape->id == "npm-listing") return std::nullopt;
  if (shape->checksum == providers::Checksum::wrong)
    return Fault{*shape, "its last six characters are no checksum of the others"};
  if (!shape->complete && (shape->family == "npmjs" || shape->family == "github") &&
      token.find('.') == std::string::npos)
    return Fault{*shape, "it has the beginning of one, and not its length"};
  return std::nullopt;
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for_each_meant(facts, [&](const Facts& project, const Meant& m) {
    if (m.key.meant_field != "_authToken" || unset_variable(*m.entry)) return;
    const std::string token(base::trim(m.value_text));
    if (is_placeholder(token)) return;
    const auto fault = fault_of(token);
    if (!fault) return;
    const SentValue value = value_of(*m.entry);
    findings::Finding f = seen_in_file(facts, "token-checksum-wrong", m.entry->place.file);
    const auto registry = npm::parse_url(address_of(project, m.key));
    const bool at_issuer = registry && providers::family_of(*registry).id == fault->shape.family;
    if (!at_issuer || !value.variables.empty()) f.severity = findings::Severity::warning;
    f.title = "no " + std::string(fault->shape.name) + ": the text was cut, mistyped or made up";
    f.detail = fault->words;
    f.why = "The issuer never gave out this text, so it refuses it.";
    f.help = "Copy the token again, whole, or make a new one.";
    add_value(value, f, "not as it was issued");
    f.fixes.push_back(manual("new-credential",
                             "put the whole token where " + source_words(project, value) + " has this one",
                             {"e401 login " + base::shell_word("--registry=" + address_of(project, m.key))}));
    f.host = m.key.host_port();
    out.add(std::move(f));
  });
}

}  // namespace

extern const Rule rule_token_checksum_wrong;
const Rule rule_token_checksum_wrong{"token-checksum-wrong", nullptr, lint};

}  // namespace e401::rules
