// Decisive: npm stops with ENEEDAUTH, and for the same registry with exactly one slash at its end it would have found
// the key.
#include "base/digest.h"
#include "base/text.h"
#include "rules/lens_keys.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

std::string with_one_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url + "/";
}

// Where the address ends inside a written value: before a closing quote; trailing slashes are taken out and one is put
// there.
void end_with_slash(findings::FileChange& change, std::string_view text, base::Span value) {
  std::size_t end = value.end;
  const auto last = [&] { return text[end - 1]; };
  while (end > value.begin && (last() == '"' || last() == '\'' || last() == ' ' || last() == '\t')) --end;
  std::size_t begin = end;
  while (begin > value.begin && text[begin - 1] == '/') --begin;
  replace_span(change, {begin, end}, base::Secret("/"));
}

std::optional<findings::Fix> fix_in_file(const Facts& facts, const Concern& c) {
  findings::Fix fix;
  fix.id = "add-last-slash";
  fix.safety = findings::Safety::safe;  // the same host and path: no secret goes anywhere new
  if (const OwnPackage own = package_of(facts, c); c.from_publish_config && own.json) {
    const base::Json* config = own.json->find("publishConfig");
    for (const std::string& name : {c.spec.scope + ":registry", std::string("registry")}) {
      const base::Json* value = config ? config->find(name) : nullptr;
      if (!value || !value->is_string() || value->text != c.registry.url) continue;
      findings::FileChange change;
      change.path = own.path;
      change.judged_sha256 = base::sha256_hex(own.source->text());
      end_with_slash(change, own.source->text(), value->span);
      fix.changes = {std::move(change)};
      fix.description = "end publishConfig's registry in " + file_words(facts, own.path) + " with a slash";
      return fix;
    }
    return std::nullopt;
  }
  const npm::Entry* entry = c.registry.entry;
  const npm::RcDocument* document = entry ? document_of(facts, *entry) : nullptr;
  if (!document) return std::nullopt;
  findings::FileChange change = edit_of(*document);
  base::Span value = entry->line->value_span;
  if (!entry->line->comment_span.empty() && entry->line->comment_span.begin < value.end)
    value.end = entry->line->comment_span.begin;
  end_with_slash(change, document->source().text(), value);
  fix.changes = {std::move(change)};
  fix.description = "end the registry in " + place_words(facts, *entry) + " with a slash";
  const auto outcome = what_if(facts, c, fix.changes);
  return outcome && outcome->sends ? std::optional(std::move(fix)) : std::nullopt;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (c.stopped_by != "ENEEDAUTH" || c.exact || !c.registry.parsed || c.registry.parsed->query ||
        c.registry.parsed->fragment)
      continue;
    const std::string wanted = with_one_slash(c.registry.url);
    if (wanted == c.registry.url) continue;
    const auto credential = npm::credentials_by_uri(facts.config, wanted);
    if (!credential) continue;
    findings::Finding f = about(facts, i, "auth-key-trailing-slash", true);
    const bool doubled = c.registry.url.ends_with("//");
    f.title = doubled ? "the registry ends with two slashes, so npm looks for a key that nobody files"
                      : "the registry lacks its last slash, so npm looks for " + key_for(c);
    add_registry_line(c, f.evidence, doubled ? "one slash too many" : "no slash at the end");
    if (credential->entry) f.evidence.push_back(at(*credential->entry, "filed under " + credential->prefix));
    f.why =
        "For publish, whoami and login npm takes everything up to the last slash of the registry for its key: without "
        "that slash the last part of the path is lost. Requests walk up the path, so install works.";
    f.help = "Write the registry as " + npm::shown_url(wanted);
    if (auto fix = fix_in_file(facts, c)) f.fixes.push_back(std::move(*fix));
    f.fixes.push_back(manual("write-with-slash", "give the registry with its last slash",
                             {"npm ... --registry=" + npm::shown_url(wanted)}));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_auth_key_trailing_slash;
const Rule rule_auth_key_trailing_slash{"auth-key-trailing-slash", check};

}  // namespace e401::rules
