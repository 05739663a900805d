// Decisive: credentials or registries stand below a [heading], where npm's ini reader makes them parts of another
// setting, and without the heading the failing request would go elsewhere or with a credential. "[host]" with bare
// fields below it gets the host into the keys.
#include "base/text.h"
#include "rules/lens_damage.h"
#include "rules/lint_lens.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

struct Section {
  std::size_t heading = 0;             // line numbers
  std::vector<std::size_t> swallowed;  // credentials and registries below it
};

bool is_setting_of_interest(const npm::RcLine& line) {
  return line.kind == npm::RcLine::Kind::entry && (is_credential_key(line.key) || is_registry_key(line.key));
}

std::vector<Section> sections_of(const npm::RcDocument& document) {
  std::vector<Section> out;
  for (std::size_t n = 1; n <= document.lines().size(); ++n) {
    const npm::RcLine& line = document.line(n);
    if (line.kind == npm::RcLine::Kind::section)
      out.push_back({n, {}});
    else if (!out.empty() && is_setting_of_interest(line))
      out.back().swallowed.push_back(n);
  }
  std::erase_if(out, [](const Section& s) { return s.swallowed.empty(); });
  return out;
}

// "[npm.acme.example]" above "_authToken=x": the heading was meant as the address.
void give_address(findings::FileChange& change, const npm::RcDocument& document, const Section& s) {
  const std::string name(document.source().slice(document.line(s.heading).key_span));
  const auto address = parse_meant_key(name + (name.ends_with('/') ? "" : "/") + ":_authToken");
  if (!address || address->host.empty()) return;
  for (const std::size_t n : s.swallowed) {
    const npm::RcLine& line = document.line(n);
    if (line.key.find(':') == std::string::npos && meant_field(line.key) == line.key)
      replace_span(change, line.key_span, base::Secret(address->prefix() + ":" + line.key));
  }
}

void say(findings::Finding& f) {
  f.title = "a [heading] swallows the settings below it";
  f.why =
      "An npmrc has no sections. npm's reader takes all that stands below a heading for parts of one setting of "
      "that name, to the end of the file, and never looks there again.";
  f.help = "Delete the heading, or make it a comment.";
}

std::vector<findings::Evidence> places_of(const npm::RcDocument& document, const std::vector<Section>& sections) {
  std::vector<findings::Evidence> evidence;
  for (const Section& s : sections) {
    evidence.push_back(at(document, s.heading, "swallows what stands below it"));
    for (const std::size_t n : s.swallowed) evidence.push_back(at(document, n, "not read as a setting"));
  }
  return evidence;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const npm::RcDocument* document : facts.documents()) {
    const std::vector<Section> sections = sections_of(*document);
    if (sections.empty()) continue;
    findings::Fix fix;
    fix.id = "delete-heading";
    fix.safety = safety_of_mending(facts, *document);
    fix.changes = {edit_of(*document)};
    for (const Section& s : sections) {
      delete_line(fix.changes.front(), *document, s.heading);
      give_address(fix.changes.front(), *document, s);
    }
    fix.description = "delete the heading in " + file_words(facts, document->path()) + ":" +
                      std::to_string(sections.front().heading) + ", and nothing else";
    for (const std::size_t i : mattered(facts, fix.changes)) {
      findings::Finding f = about(facts, i, "npmrc-ini-section", true);
      say(f);
      f.evidence = places_of(*document, sections);
      add_registry_line(facts.concerns[i], f.evidence, "the registry that is asked");
      f.fixes = {fix, manual("comment-heading", "put ; before the heading")};
      out.add(std::move(f));
    }
  }
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for (const Facts& project : facts.projects)
    for (const npm::RcDocument* document : project.documents()) {
      const std::vector<Section> sections = sections_of(*document);
      if (sections.empty()) continue;
      findings::Finding f = seen_in_file(facts, "npmrc-ini-section", document->path());
      say(f);
      f.evidence = places_of(*document, sections);
      f.fixes.push_back(manual("comment-heading", "put ; before the heading"));
      out.add(std::move(f));
    }
}

}  // namespace

extern const Rule rule_npmrc_ini_section;
const Rule rule_npmrc_ini_section{"npmrc-ini-section", check, lint};

}  // namespace e401::rules
