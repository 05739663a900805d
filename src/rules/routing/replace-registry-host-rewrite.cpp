// The lockfile's address is right, and replace-registry-host turns it into one that is not: the target is always
// the default registry, even for packages of a scope that lives elsewhere. npm's own default (only the public
// registry's host is replaced) is how lockfiles travel, and is never blamed.
#include "base/text.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool address_was_rewritten(const Concern& c) {
  const auto written = npm::parse_url(c.resolved);
  return c.purpose == Purpose::tarball && written && c.url && written->href() != c.url->href();
}

// What the setting would make of it if it were not set.
bool default_rewrites_too(const Facts& facts, const Concern& c) {
  const auto by_default =
      npm::parse_url(npm::effective_resolved(c.resolved, "npmjs", facts.config.registry(), facts.config.situation.npm));
  return by_default && by_default->href() == c.url->href();
}

bool explains(const Facts& facts, const Concern& c) {
  if (c.stopped_by == "EALLOWREMOTE") return true;
  const Answer& a = c.verdict();
  if (a.status == 404 || a.status == 400 || a.is_html) return true;
  // The scope's own registry is another one: the default registry was never meant to be asked for this package.
  return looks_like_access(c) && !same_registry(c.registry.url, facts.config.registry());
}

findings::Fix fix_of(const Facts& facts, const npm::Entry& setting) {
  const auto& document = setting.line ? facts.config.layer(setting.layer).document : nullptr;
  if (!document) {
    const bool variable = setting.place.file.starts_with("env:");
    return manual(
        "take-setting-away",
        variable ? "unset " + setting.place.file.substr(4) : "leave --replace-registry-host out of the command",
        variable ? std::vector<std::string>{"unset " + setting.place.file.substr(4)} : std::vector<std::string>{});
  }
  findings::Fix fix;
  fix.id = "delete-setting";
  fix.safety = findings::Safety::ask;
  findings::FileChange change = edit_of(*document);
  const auto line = static_cast<std::size_t>(setting.place.line);
  const std::string where = "line " + std::to_string(line) + " of " + document->path();
  if (facts.config.all(setting.key).size() > 1) {  // a weaker layer sets it, too, and would show
    fix.description = "set replace-registry-host to npmjs, npm's default, in " + where;
    replace_span(change, document->line(line).value_span, base::Secret("npmjs"));
  } else {
    fix.description = "delete " + where + " (replace-registry-host), so that npm's default holds again";
    delete_line(change, *document, line);
  }
  fix.changes.push_back(std::move(change));
  return fix;
}

void check(const Facts& facts, findings::Findings& out) {
  const npm::Entry* setting = facts.config.flat_entry("replace-registry-host");
  if (!setting) return;
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!address_was_rewritten(c) || default_rewrites_too(facts, c) || !explains(facts, c)) continue;
    findings::Finding f = about(facts, i, "replace-registry-host-rewrite", true);
    f.title = "replace-registry-host turns the lockfile's address into one that does not exist";
    f.detail = "The lockfile says " + npm::shown_url(c.resolved) + ". " + f.detail;
    f.why = "With replace-registry-host=" + base::printable(setting->value.to_string()) +
            " npm puts the default registry in place of the host, whatever registry the package's scope has.";
    f.help = "Take the setting away; by default npm replaces the public registry's host only.";
    f.evidence.push_back(at(*setting, "rewrites the address"));
    if (c.from_lockfile) f.evidence.push_back(at(c.named_at, "the address as written"));
    f.fixes.push_back(fix_of(facts, *setting));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_replace_registry_host_rewrite;
const Rule rule_replace_registry_host_rewrite{"replace-registry-host-rewrite", check};

}  // namespace e401::rules
