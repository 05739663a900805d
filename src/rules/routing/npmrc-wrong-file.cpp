// The lines that are missing stand in a file with nearly the right name, or in the right name one folder too high. A
// copy that somebody made on purpose (.npmrc.bak, .npmrc.example) is no wrong file: what it holds is old or an example.
#include <algorithm>

#include "base/paths.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

// That folder may be a project of its own, so its lines stay; only a secret that stands there in clear is not written
// down twice: it moves to the user's file, where both projects find it.
findings::Fix from_folder_above(const Facts& facts, const npm::RcDocument& document, const Help& help,
                                findings::Fix fix) {
  std::vector<std::size_t> copied = help.lines;
  std::vector<std::size_t> moved;
  if (!help.secrets.empty())
    for (const std::size_t line : help.lines)
      if (is_credential_key(document.line(line).key)) moved.push_back(line);
  std::erase_if(copied, [&](std::size_t line) { return std::find(moved.begin(), moved.end(), line) != moved.end(); });
  std::erase_if(moved, [&](std::size_t line) {  // the person's own counts
    const auto& own = facts.config.layer(npm::Layer::user).entries;
    return std::any_of(own.begin(), own.end(),
                       [&](const npm::Entry& e) { return e.raw_key == document.line(line).key; });
  });
  fix.id = moved.empty() ? "copy-lines" : "copy-route-and-move-secret";
  if (!copied.empty()) {
    fix.description = "copy the lines from " + document.path() + " to " + facts.config.layer(npm::Layer::project).path;
    fix.changes.push_back(append_lines(facts, document, copied, npm::Layer::project));
  }
  if (!moved.empty()) {
    fix.description +=
        (copied.empty() ? "move the secret from " + document.path() : ", and move the secret among them") + " to " +
        user_rc_path(facts);
    fix.changes.push_back(append_lines(facts, document, moved, npm::Layer::user));
    fix.changes.push_back(delete_lines(document, moved));
  }
  return fix;
}

findings::Fix fix_of(const Facts& facts, const Concern& c, const StrayFile& stray, const Help& help) {
  const npm::RcDocument& document = *stray.document;
  const npm::Layer layer = meant_layer(facts, stray);
  findings::Fix fix;
  fix.safety = findings::Safety::ask;
  for (const std::size_t line : help.lines)
    if (is_credential_key(document.line(line).key))
      fix.bindings.push_back({document.line(line).key, document.path() + ":" + std::to_string(line),
                              layer == npm::Layer::project && !credential_meant_for(facts, c.host), false});
  const bool misnamed = stray.why == StrayFile::Why::wrong_name;
  if (misnamed && !facts.config.layer(layer).document) {
    // A rename would keep the mode, and a wrongly named file with a secret is often readable by all.
    fix.id = "rename-file";
    fix.description = "rename " + document.path() + " to " + stray.read_instead + " (readable by you only)";
    findings::FileChange create;
    create.kind = findings::FileChange::Kind::create;
    create.path = stray.read_instead;
    create.content = base::Secret(document.source().text());
    findings::FileChange remove;
    remove.kind = findings::FileChange::Kind::remove;
    remove.path = document.path();
    remove.judged_sha256 = content_hash(document);
    fix.changes = {std::move(create), std::move(remove)};
    return fix;
  }
  if (misnamed) {
    fix.id = "move-lines";
    fix.description = "move the lines from " + document.path() + " to " + stray.read_instead;
    fix.changes = {append_lines(facts, document, help.lines, layer), delete_lines(document, help.lines)};
    return fix;
  }
  return from_folder_above(facts, document, help, std::move(fix));
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!looks_like_access(c)) continue;
    for (const StrayFile& stray : facts.strays) {
      const bool misnamed = stray.why == StrayFile::Why::wrong_name;
      if (!misnamed && stray.why != StrayFile::Why::parent_folder) continue;
      if (misnamed && is_copy_name(base::name_of(stray.document->path()))) continue;
      const Help help = help_of(facts, c, *stray.document, meant_layer(facts, stray));
      if (help.empty()) continue;
      findings::Finding f = about(facts, i, "npmrc-wrong-file", true);
      f.title = stray.document->path() + " holds " + (help.registry.empty() ? "the credential" : "the route") +
                " that is missing, and npm does not read it";
      f.why = misnamed ? "npm reads files of one name only: " + stray.read_instead + "."
                       : "npm reads one project file, next to the nearest package.json or node_modules (" +
                             stray.read_instead + "); those of the folders above are not merged.";
      f.help = misnamed ? "Give the file its right name." : "Put the lines into the project's or your user npmrc.";
      add_lines(*stray.document, help.lines, f.evidence);
      f.fixes.push_back(fix_of(facts, c, stray, help));
      out.add(std::move(f));
      break;  // the nearest such file
    }
  }
}

}  // namespace

extern const Rule rule_npmrc_wrong_file;
const Rule rule_npmrc_wrong_file{"npmrc-wrong-file", check};

}  // namespace e401::rules
