// In global mode npm reads no project file, and the one that lies here has the route or the credential that the
// request lacks. Nothing is moved: whether a project's registry should serve all of the machine's global installs, a
// person decides.
#include <algorithm>

#include "base/shell.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool is_projects(const Facts& facts, const StrayFile& stray) {
  if (stray.why == StrayFile::Why::project_in_global_mode) return true;
  // With --prefix the local prefix is not where the person stands; the file that they think of is.
  return is_global_mode(facts) && stray.why == StrayFile::Why::parent_folder;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const StrayFile& stray : facts.strays) {
    if (!is_projects(facts, stray)) continue;
    for (const std::size_t i : failing(facts)) {
      const Concern& c = facts.concerns[i];
      if (!looks_like_access(c)) continue;
      const Help help = help_of(facts, c, *stray.document, npm::Layer::project);
      if (help.empty()) continue;
      const npm::RcDocument& document = *stray.document;
      findings::Finding f = about(facts, i, "global-install-ignores-project", true);
      f.title = "a global command does not read the project's npmrc, where " +
                std::string(help.registry.empty() ? "the credential" : "the registry") + " is set";
      f.why =
          "With -g, --global or --location=global npm leaves out the project file. It reads your user file, the global "
          "one, variables and arguments.";
      f.help =
          "Set the registry and the credential in your user npmrc, or install the package in the project and run it "
          "with npx.";
      add_lines(document, help.lines, f.evidence);
      std::vector<std::string> commands;
      for (const std::size_t line : help.lines) {
        const std::string& key = document.line(line).key;
        const std::string* value = document.line(line).value.string();
        if (is_registry_key(key) && value) commands.push_back(set_command(key, npm::shown_url(*value), "user"));
      }
      const std::string registry = help.registry.empty() ? c.registry.url : help.registry;
      commands.push_back("npm login " + base::shell_word("--registry=" + npm::shown_url(with_last_slash(registry))));
      f.fixes.push_back(manual("set-for-user", "write the registry and its credential into " + user_rc_path(facts),
                               std::move(commands)));
      out.add(std::move(f));
    }
  }
}

}  // namespace

extern const Rule rule_global_install_ignores_project;
const Rule rule_global_install_ignores_project{"global-install-ignores-project", check};

}  // namespace e401::rules
