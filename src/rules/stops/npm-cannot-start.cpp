#include "base/text.h"
#include "rules/lens.h"
#include "rules/lens_keys.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

// "proxy.corp:3128": npm takes it although it warns of it, and fails at the first request. What is meant is plain HTTP
// to that address.
const npm::Entry* unusable_proxy(const Facts& facts) {
  for (const char* key : {"https-proxy", "proxy"}) {
    const npm::Value value = facts.config.flat(key);
    if (value.truthy() && value.string()) return facts.config.flat_entry(key);
  }
  return nullptr;
}

std::optional<findings::Fix> with_scheme(const Facts& facts, const npm::Entry& entry) {
  const npm::RcDocument* document = document_of(facts, entry);
  const std::string* text = entry.value.string();
  if (!document || !text || !entry.variables.empty() || text->find("://") != std::string::npos) return std::nullopt;
  const auto url = npm::parse_url("http://" + *text);
  if (!url || url->host.empty()) return std::nullopt;
  findings::Fix fix;
  fix.id = "add-scheme";
  fix.safety = findings::Safety::ask;
  fix.description = "write http:// before the proxy's address in " + place_words(facts, entry);
  findings::FileChange change = edit_of(*document);
  replace_span(change, {entry.line->value_span.begin, entry.line->value_span.begin}, base::Secret("http://"));
  fix.changes.push_back(std::move(change));
  return fix;
}

void check_proxy(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    const bool by_log = facts.offline && facts.log && facts.log->error_code == "EINVALIDPROXY";
    if (c.stopped_by != "EINVALIDPROXY" && !by_log && !(c.stopped_by == "ERR_INVALID_URL" && c.url && c.url->is_http()))
      continue;
    findings::Finding f = about(facts, i, "npm-cannot-start", true);
    const npm::Entry* entry = unusable_proxy(facts);
    const std::string name = entry ? entry->key : "the proxy's variable";
    f.title = name + " is no address that npm can use, so it asks nobody";
    f.detail =
        "npm stops with " + (c.stopped_by.empty() ? facts.log->error_code : c.stopped_by) + " before it asks " + c.host;
    f.why =
        "A proxy's address begins with http:// or https://. npm warns of another one (\"Must be full url\"), takes it "
        "all the same, and "
        "fails at the first request; no registry and no token is involved.";
    f.help = "Write the address with its scheme.";
    if (entry) {
      f.evidence.push_back(at(*entry, "no scheme, or an unknown one"));
      if (auto fix = with_scheme(facts, *entry)) f.fixes.push_back(std::move(*fix));
    }
    f.fixes.push_back(manual("write-proxy", "write it as http://HOST:PORT, or take it away", {}));
    out.add(std::move(f));
  }
}

// A file or flag that ends npm while it loads its configuration: no command runs, not even --version (R-12, R-28, R-35,
//
void check(const Facts& facts, findings::Findings& out) {
  const auto& error = facts.config.load_error;
  if (!error) return check_proxy(facts, out);
  findings::Finding f;
  f.code = "npm-cannot-start";
  f.severity = findings::Severity::error;
  f.title = "npm cannot start with this configuration";
  f.detail = base::printable(error->message);
  f.why = "npm stops while it reads its settings, before any command and any request";
  f.help = "mend or remove that setting";
  f.explains_failure = true;
  if (!error->place.file.empty()) f.evidence.push_back(at(error->place));
  const std::string where =
      error->place.file.empty()
          ? std::string("the setting")
          : error->place.file + (error->place.line ? ":" + std::to_string(error->place.line) : "");
  f.fixes.push_back(manual("mend-setting", "mend or remove " + base::printable(where)));
  out.add(std::move(f));
}

}  // namespace

extern const Rule rule_npm_cannot_start;
const Rule rule_npm_cannot_start{"npm-cannot-start", check};

}  // namespace e401::rules
