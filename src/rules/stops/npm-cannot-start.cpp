#include "base/text.h"
#include "rules/lens.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

// A file or flag that ends npm while it loads its configuration: no command runs, not even --version.
void check(const Facts& facts, findings::Findings& out) {
  const auto& error = facts.config.load_error;
  if (!error) return;
  findings::Finding f;
  f.code = "npm-cannot-start";
  f.severity = findings::Severity::error;
  f.title = "npm cannot start with this configuration";
  f.detail = base::printable(error->message);
  f.why = "npm stops while it reads its settings, before any command and any request";
  f.help = "mend or remove that setting";
  f.explains_failure = true;
  if (!error->place.file.empty()) f.evidence.push_back(at(error->place));
  const std::string where = error->place.file.empty() ? std::string("the setting") : error->place.file + (error->place.line ? ":" + std::to_string(error->place.line) : "");
  f.fixes.push_back(manual("mend-setting", "mend or remove " + base::printable(where)));
  out.add(std::move(f));
}

}  // namespace

extern const Rule rule_npm_cannot_start;
const Rule rule_npm_cannot_start{"npm-cannot-start", check};

}  // namespace e401::rules
