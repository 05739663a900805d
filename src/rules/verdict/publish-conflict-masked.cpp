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

// "You may not publish this" beside a version that happens to exist: the words count. Hosts that say the same to both
// are left out.
bool speaks_of_something_else(const Verdict& v) {
  using providers::Says;
  switch (v.meaning.says) {
    case Says::second_factor:
    case Says::lacks_permission:
    case Says::needs_plan:
    case Says::wrong_owner:
    case Says::expired:
    case Says::revoked:
      return true;
    case Says::no_write_right:
      return v.meaning.sure() && v.family->id != "nexus" && v.family->id != "artifactory" && v.family->id != "gitlab";
    default:
      return false;
  }
}

// npm looks at the packument before it publishes, and stops by itself with this sentence.
bool npm_stopped(const Facts& facts, const Concern& c) {
  return facts.log && c.purpose == Purpose::publish && c.logged.asked && !c.logged_is_stale &&
         facts.log->error_code.empty() &&
         c.logged.message.find("cannot publish over the previously published") != std::string::npos;
}

struct Proof {
  bool sure = false;
  bool in_packument = false;
};

std::optional<Proof> proof_of(const Facts& facts, const Concern& c, const std::string* version) {
  const bool there = version && (has_version(c.as_sent, *version) || has_version(c.anonymous, *version));
  if (npm_stopped(facts, c)) return Proof{true, there};
  const int status = c.status();
  if (!is_writing(c) || (status != 403 && status != 409 && status != 400 && status != 422)) return std::nullopt;
  const Verdict v = weigh(facts, c);
  if (v.meaning.says == providers::Says::version_exists)
    return Proof{there || v.meaning.sure() || status == 409, there};
  if (!there || speaks_of_something_else(v)) return std::nullopt;
  return Proof{true, true};
}

void check(const Facts& facts, findings::Findings& out) {
  for (std::size_t i = 0; i < facts.concerns.size(); ++i) {
    const Concern& c = facts.concerns[i];
    if (c.operation != Operation::publish) continue;  // deprecate and its like write to versions that exist
    const OwnPackage own = package_of(facts, c);
    const std::string* version = own.json ? own.json->find_string({"version"}) : nullptr;
    const auto proof = proof_of(facts, c, version);
    if (!proof) continue;
    findings::Finding f = about(facts, i, "publish-conflict-masked", proof->sure);
    f.title = base::printable(c.spec.name + (version ? "@" + *version : "")) + " is already on " + c.host;
    f.why =
        "A published version cannot be published again. The refusal reads like a missing permission, but credentials "
        "are not the reason.";
    f.help = "Raise the version in package.json.";
    if (npm_stopped(facts, c)) f.detail = "npm publish stops before it sends anything: \"" + c.logged.message + "\"";
    if (proof->in_packument) f.detail += "; the packument has this version";
    if (!proof->sure) f.would_prove = "the registry lists this version, or its log says why it refused";
    if (const base::Json* at_version = own.json ? own.json->find("version") : nullptr)
      f.evidence.push_back(at(own.source->place(at_version->span.begin), "exists already"));
    f.fixes.push_back(
        manual("raise-version", "raise the version and publish again", {"npm version patch", "npm publish"}));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_publish_conflict_masked;
const Rule rule_publish_conflict_masked{"publish-conflict-masked", check};

}  // namespace e401::rules
