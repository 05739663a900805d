// The member's own npmrc holds what the request lacks, and npm reads the workspace root's only. The lines move
// to the root; a secret that stands in them in clear moves to the user's npmrc instead, because the root's file is
// usually committed.
#include <algorithm>

#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

findings::Fix move_to_root(const Facts& facts, const Concern& c, const npm::RcDocument& document, const Help& help) {
  findings::Fix fix;
  fix.id = "move-to-root";
  fix.safety = findings::Safety::ask;
  std::vector<std::size_t> for_project, for_user;
  for (const std::size_t line : help.lines) {
    const bool is_credential = is_credential_key(document.line(line).key);
    (is_credential && !help.secrets.empty() ? for_user : for_project).push_back(line);
    if (is_credential)
      fix.bindings.push_back({document.line(line).key, document.path() + ":" + std::to_string(line),
                              !credential_meant_for(facts, c.host), false});
  }
  if (!for_project.empty()) fix.changes.push_back(append_lines(facts, document, for_project, npm::Layer::project));
  if (!for_user.empty()) fix.changes.push_back(append_lines(facts, document, for_user, npm::Layer::user));
  fix.changes.push_back(delete_lines(document, help.lines));
  fix.description = "move the lines from " + document.path() + " to the .npmrc of the workspace root" +
                    (for_user.empty() ? "" : ", and the secret among them to " + user_rc_path(facts));
  return fix;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const StrayFile& stray : facts.strays) {
    if (stray.why != StrayFile::Why::workspace_member) continue;
    for (const std::size_t i : failing(facts)) {
      const Concern& c = facts.concerns[i];
      if (!looks_like_access(c)) continue;
      const Help help = help_of(facts, c, *stray.document, npm::Layer::project);
      if (help.empty()) continue;
      findings::Finding f = about(facts, i, "workspace-npmrc-ignored", true);
      f.title = "the npmrc of a workspace member is not read, and it holds " +
                std::string(help.registry.empty() ? "the credential" : "the route") + " that is missing";
      f.why = "Inside a workspace npm reads one project file: that of the workspace root, " + stray.read_instead +
              ". It warns of the other (\"ignoring workspace config\").";
      f.help = "Move these lines to the root's npmrc.";
      add_lines(*stray.document, help.lines, f.evidence);
      f.fixes.push_back(move_to_root(facts, c, *stray.document, help));
      out.add(std::move(f));
    }
  }
}

}  // namespace

extern const Rule rule_workspace_npmrc_ignored;
const Rule rule_workspace_npmrc_ignored{"workspace-npmrc-ignored", check};

}  // namespace e401::rules
