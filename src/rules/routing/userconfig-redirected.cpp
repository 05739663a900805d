// userconfig names another file (a variable, an argument, the project's npmrc), so ~/.npmrc is not read, and that is
// where the route or the credential stands. Only a line of a project's file is taken away by the fix; who set a
// variable has to unset it.
#include <algorithm>

#include "base/shell.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

findings::Fix fix_of(const Facts& facts, const npm::Entry& setting) {
  const npm::LayerData& user = facts.config.layer(npm::Layer::user);
  const auto& document = setting.line ? facts.config.layer(setting.layer).document : nullptr;
  const bool other_file_matters = user.document && !credential_lines(*user.document).empty();
  if (!document || other_file_matters) {
    std::vector<std::string> commands;
    if (setting.layer == npm::Layer::env && setting.place.file.starts_with("env:"))
      if (const std::string name = setting.place.file.substr(4); base::is_shell_name(name))
        commands.push_back("unset " + name);
    return manual("read-home-file",
                  "let npm read ~/.npmrc again (take userconfig away), or put the lines shown here into " + user.path,
                  std::move(commands));
  }
  findings::Fix fix;
  fix.id = "delete-userconfig";
  fix.safety = findings::Safety::ask;
  fix.description = "delete line " + std::to_string(setting.place.line) + " of " + setting.place.file +
                    " (userconfig), so that npm reads ~/.npmrc";
  findings::FileChange change = edit_of(*document);
  delete_line(change, *document, static_cast<std::size_t>(setting.place.line));
  fix.changes.push_back(std::move(change));
  return fix;
}

void check(const Facts& facts, findings::Findings& out) {
  const npm::Entry* setting = facts.config.find("userconfig");
  if (!setting) return;
  for (const StrayFile& stray : facts.strays) {
    if (stray.why != StrayFile::Why::home_not_read) continue;
    for (const std::size_t i : failing(facts)) {
      const Concern& c = facts.concerns[i];
      if (!looks_like_access(c)) continue;
      const Help help = help_of(facts, c, *stray.document, npm::Layer::user);
      if (help.empty()) continue;
      const npm::LayerData& user = facts.config.layer(npm::Layer::user);
      findings::Finding f = about(facts, i, "userconfig-redirected", true);
      f.title = "userconfig points to another file, so ~/.npmrc with " +
                std::string(help.registry.empty() ? "the credential" : "the route") + " is not read";
      f.why = "npm reads one user file. It is now " + user.path +
              (user.status == npm::LayerData::Status::missing ? ", which does not exist."
                                                              : ", which lacks what this request needs.");
      f.help = "Take the userconfig setting away, or copy the lines into the file that is read.";
      f.evidence.push_back(at(*setting, "names another user file"));
      add_lines(*stray.document, help.lines, f.evidence);
      f.fixes.push_back(fix_of(facts, *setting));
      out.add(std::move(f));
    }
  }
}

}  // namespace

extern const Rule rule_userconfig_redirected;
const Rule rule_userconfig_redirected{"userconfig-redirected", check};

}  // namespace e401::rules
