// A line in the person's own (or the machine's) npmrc sends a project that names no registry, and needs none, to a
// registry that wants credentials nobody has here. The public registry was asked for the package, and has it.
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool is_turned_away(const Facts& facts, const Concern& c) {
  if (!nothing_sent(c)) return c.status() == 404;  // let in, and the package is not there
  if (c.verdict().refused() || c.status() == 404) return !credential_meant_for(facts, c.host);
  return false;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    const npm::Entry* entry = c.from_lockfile ? facts.config.flat_entry("registry") : c.registry.entry;
    if (!entry || !entry->line || c.from_publish_config || c.purpose == Purpose::publish || !c.stopped_by.empty())
      continue;
    const bool own_file =
        entry->layer == npm::Layer::user || entry->layer == npm::Layer::global || entry->layer == npm::Layer::builtin;
    if (!own_file || entry->key != "registry" || !c.at_public.ok() || !is_turned_away(facts, c)) continue;
    findings::Finding f = about(facts, i, "user-npmrc-redirects", true);
    const std::string name = c.spec.name.empty() ? "this package" : c.spec.name;
    f.title = entry->place.file + " sends this project to " + c.host + "; " + name + " is on the public registry";
    f.why = "The project names no registry, so the one of your own npmrc holds for it. " + c.host +
            (nothing_sent(c) ? " wants a credential, and there is none for it." : " does not have the package.");
    f.help = "Name the public registry in the project, or take the line away if that registry is not used any more.";
    f.evidence.push_back(at(*entry, "holds for all projects that name no registry"));
    f.fixes.push_back(manual("project-registry", "write the public registry into the project's .npmrc",
                             {set_command("registry", npm::public_registry_url(), "project")}));
    f.fixes.push_back(manual("delete-line", "or delete the line, if you do not need " + c.host + " any more",
                             {"npm config delete registry --location=" + std::string(npm::name_of(entry->layer))}));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_user_npmrc_redirects;
const Rule rule_user_npmrc_redirects{"user-npmrc-redirects", check};

}  // namespace e401::rules
