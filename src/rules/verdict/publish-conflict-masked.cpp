// The version exists already. Registries say 403, 400 or 409 to that, and only some of them say why.
#include "base/text.h"
#include "rules/lens_verdict.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

// Is that very version in the packument? The body may be cut, so it is scanned, not parsed.
bool has_version(const Answer& packument, const std::string& version) {
  if (!packument.ok()) return false;
  bool found = false;
  (void)base::scan_json_strings(packument.body, [&](const std::vector<std::string_view>& path, std::string_view value,
                                                    base::Span) {
    const bool in_versions = path.size() == 3 && path[0] == "versions" && path[1] == version && path[2] == "version";
    const bool in_tags = path.size() == 2 && path[0] == "dist-tags" && value == version;
    found = found || in_versions || in_tags;
    return !found;
  });
  return found;
}

bool speaks_of_something_else(providers::Says says) {
  using providers::Says;
  return says == Says::second_factor || says == Says::lacks_permission || says == Says::needs_plan ||
         says == Says::wrong_owner || says == Says::expired || says == Says::revoked;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    const int status = c.status();
    if (!is_writing(c) || (status != 403 && status != 409 && status != 400 && status != 422)) continue;
    const Verdict v = weigh(facts, c);
    const std::string* version = facts.package_json ? facts.package_json->find_string({"version"}) : nullptr;
    const bool there = version && (has_version(c.as_sent, *version) || has_version(c.anonymous, *version));
    const bool in_words = v.meaning.says == providers::Says::version_exists;
    if (!in_words && (!there || speaks_of_something_else(v.meaning.says))) continue;
    // "You may not publish this" beside a version that happens to exist: the words count.
    if (!in_words && v.meaning.says == providers::Says::no_write_right && v.meaning.sure() && v.family->id != "nexus" &&
        v.family->id != "artifactory")
      continue;
    const std::string what = c.spec.name + (version ? "@" + *version : "");
    findings::Finding f = about(facts, i, "publish-conflict-masked", there || v.meaning.sure() || status == 409);
    f.title = base::printable(what) + " is already on " + c.host;
    f.why =
        "A published version cannot be published again. The refusal reads like a missing permission, but credentials "
        "are not the reason.";
    f.help = "Raise the version in package.json.";
    if (there) f.detail += "; its packument has this version";
    if (const base::Json* at_version = facts.package_json ? facts.package_json->find("version") : nullptr;
        at_version && facts.package_json_source)
      f.evidence.push_back(at(facts.package_json_source->place(at_version->span.begin), "exists already"));
    f.fixes.push_back(
        manual("raise-version", "raise the version and publish again", {"npm version patch", "npm publish"}));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_publish_conflict_masked;
const Rule rule_publish_conflict_masked{"publish-conflict-masked", check};

}  // namespace e401::rules
