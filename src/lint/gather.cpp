// Three steps: which files (tree.h), what stands in them (scan_text.h), and npm's configuration for each project among
// them. A file is read once, and its text is gone when the next one is read; an npmrc's document stays. Where git has
// something else of a file in its index, both are looked into.
#include <algorithm>
#include <array>
#include <set>

#include "base/limits.h"
#include "base/paths.h"
#include "base/text.h"
#include "lint/lint.h"
#include "lint/scan_text.h"
#include "lint/tree.h"
#include "npm/url.h"

namespace e401::lint {
namespace {

using findings::Skipped;
using rules::Kept;
using rules::LintFacts;

constexpr std::size_t binary_look_bytes = 8'000;  // as git: a NUL among these makes a file binary

bool is_lockfile(const std::string& name) {
  return name == "package-lock.json" || name == "npm-shrinkwrap.json";
}

bool is_of_other_client(const std::string& name) {
  static constexpr std::array<std::string_view, 7> names{
      "pnpm-lock.yaml", "pnpm-workspace.yaml", "yarn.lock", ".yarnrc", ".yarnrc.yml", "bun.lock", "bun.lockb"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_json_name(const std::string& name) {
  return name == "package.json" || is_lockfile(name);
}

class Gatherer {
 public:
  Gatherer(const base::ReadFiles& files, Tree& tree, bool with_staged, LintFacts& facts, std::vector<Skipped>& skipped)
      : files_(files), tree_(tree), with_staged_(with_staged), facts_(facts), skipped_(skipped) {}

  void look_into(const Found& found) {
    const std::string name = base::name_of(found.path);
    const std::size_t most = is_json_name(name) ? limits::lockfile_max_bytes : limits::lint_file_max_bytes;
    if (found.info.size_bytes > most) {
      ++too_large_;
      return;
    }
    if (total_ > limits::lint_total_max_bytes) {
      ++behind_the_end_;
      return;
    }
    auto text = files_.read(found.path, most);
    if (!text) {
      if (text.error().code != "ENOENT") skipped_.push_back({found.path, text.error().what, true});
      return;
    }
    total_ += text->size();
    ++facts_.files;
    auto staged = with_staged_ ? tree_.staged(found, *text, most) : std::nullopt;
    look_into_text(found, std::move(*text));
    if (staged) look_into_staged(found, std::move(*staged));
  }

  // An npmrc that npm reads from outside of the paths, the person's own.
  void add_npmrc(const std::string& path, Kept kept, const base::FileInfo& info,
                 std::shared_ptr<const npm::RcDocument> document) {
    if (std::any_of(facts_.npmrcs.begin(), facts_.npmrcs.end(),
                    [&](const rules::LintedFile& f) { return f.path == path; }))
      return;
    add_hits(secrets_in_rc(*document), document->source(), {.kept = kept, .in_npmrc = true});
    facts_.npmrcs.push_back({path, kept, info, std::move(document)});
  }

  void tell_what_was_left_out() {
    if (too_large_)
      skipped_.push_back({base::counted(too_large_, "file"),
                          "larger than " + std::to_string(limits::lint_file_max_bytes >> 20) + " MiB", false});
    if (behind_the_end_)
      skipped_.push_back({base::counted(behind_the_end_, "file"),
                          "more than " + std::to_string(limits::lint_total_max_bytes >> 30) + " GiB in all", true});
    if (more_secrets_)
      skipped_.push_back(
          {base::counted(more_secrets_, "more secret"), "more than " + std::to_string(limits::lint_secrets_max), true});
  }

 private:
  struct Standing {
    Kept kept = Kept::no_repository;
    bool in_npmrc = false;
    bool is_staged = false;
    bool is_code = false;
  };

  static bool is_binary(std::string_view text) {
    return text.substr(0, binary_look_bytes).find('\0') != std::string_view::npos;
  }

  void look_into_text(const Found& found, std::string text) {
    if (kind_of_file(base::name_of(found.path)) == FileKind::npmrc) {
      add_npmrc(found.path, found.kept, found.info,
                std::make_shared<const npm::RcDocument>(npm::RcDocument::parse(found.path, std::move(text))));
      return;
    }
    if (is_binary(text)) return;
    const TextKind kind = text_kind_of(found.path);
    const std::vector<Hit> hits = secrets_in_text(text, kind);
    if (hits.empty()) return;
    add_hits(hits, base::Source(found.path, std::move(text)),
             {.kept = found.kept, .is_code = kind == TextKind::settings});
  }

  // The next commit takes what git has, not what lies on the disk.
  void look_into_staged(const Found& found, std::string text) {
    const TextKind kind = text_kind_of(found.path);
    Standing standing{.kept = found.kept, .is_staged = true, .is_code = kind == TextKind::settings};
    if (kind_of_file(base::name_of(found.path)) == FileKind::npmrc) {
      standing.in_npmrc = true;
      const npm::RcDocument document = npm::RcDocument::parse(found.path, std::move(text));
      add_hits(secrets_in_rc(document), document.source(), standing);
    } else if (!is_binary(text)) {
      const base::Source source(found.path, std::move(text));
      add_hits(secrets_in_text(source.text(), kind), source, standing);
    }
  }

  bool is_known(const std::string& file, const base::Secret& value) const {
    return std::any_of(facts_.secrets.begin(), facts_.secrets.end(),
                       [&](const rules::WrittenSecret& s) { return s.file == file && s.value == value; });
  }

  // The line with every secret of the file that stands on it masked.
  static std::string shown_line(const std::vector<Hit>& hits, const base::Source& source, std::size_t line,
                                bool is_npmrc) {
    const base::Span span = source.line_span(line);
    if (span.end - span.begin > limits::lint_line_shown_max_bytes) return {};
    if (is_npmrc) return base::printable(npm::shown_rc_line(source.line(line)));
    std::string out;
    std::size_t at = span.begin;
    for (const Hit& hit : hits) {
      if (hit.span.begin < at || hit.span.end > span.end) continue;
      out.append(source.slice({at, hit.span.begin})).append("***");
      at = hit.span.end;
    }
    out.append(source.slice({at, span.end}));
    return base::printable(npm::shown_url(out));
  }

  void add_hits(const std::vector<Hit>& hits, const base::Source& source, const Standing& standing) {
    for (const Hit& hit : hits) {
      if (standing.is_staged && is_known(source.path(), hit.value)) continue;  // on the disk as well: told there
      if (facts_.secrets.size() >= limits::lint_secrets_max) {
        ++more_secrets_;
        continue;
      }
      const base::Place place = source.place(hit.span.begin);
      rules::WrittenSecret s{
          .file = source.path(),
          .line = place.line,
          .column = place.column,
          .kept = standing.kept,
          .value = hit.value,
          .what = hit.what,
          .key = hit.key,
          .shown = shown_line(hits, source, static_cast<std::size_t>(place.line), standing.in_npmrc)};
      s.in_npmrc = standing.in_npmrc;
      s.is_staged = standing.is_staged;
      s.is_code = standing.is_code;
      facts_.secrets.push_back(std::move(s));
    }
  }

  const base::ReadFiles& files_;
  Tree& tree_;
  bool with_staged_;
  LintFacts& facts_;
  std::vector<Skipped>& skipped_;
  std::size_t total_ = 0, too_large_ = 0, behind_the_end_ = 0, more_secrets_ = 0;
};

// Folders that npm would be started in: with an npmrc, or a lockfile beside a package.json.
std::vector<std::string> project_folders(const Question& question, const std::vector<Found>& found) {
  std::set<std::string> packages, others;
  for (const Found& f : found) {
    const std::string name = base::name_of(f.path);
    if (name == "package.json") packages.insert(base::folder_of(f.path));
    if (name == ".npmrc" || is_lockfile(name)) others.insert(base::folder_of(f.path));
  }
  std::vector<std::string> out;
  if (question.paths.empty() || packages.contains(question.project)) out.push_back(question.project);
  for (const std::string& folder : others)
    if (packages.contains(folder) && std::find(out.begin(), out.end(), folder) == out.end()) out.push_back(folder);
  // A pre-commit hook names single files: the project around each.
  if (out.empty())
    for (const std::string& folder : !others.empty() ? others : packages) out.push_back(folder);
  return out;
}

std::string home_of(const world::Environment& env) {
  const std::string* home = env.find("HOME");
  return home && !home->empty() ? *home : env.passwd_home;
}

// Below a home folder lies everything that a person has: there only what npm reads is looked into, unless it is named
// or kept in git.
void add_project(const base::ReadFiles& files, const Question& question, const std::string& home, Tree& tree) {
  const std::string& project = question.project;
  if (!question.only_npms_files && (project != home || tree.is_in_repository(project))) {
    tree.add(project);
    return;
  }
  for (const char* name : {".npmrc", "package.json", "package-lock.json", "npm-shrinkwrap.json"})
    if (files.info(project + "/" + name).kind == base::FileInfo::Kind::file) tree.add(project + "/" + name);
}

}  // namespace

LintFacts gather(const world::World& world, const Question& question, const ProjectFacts& facts_of,
                 std::vector<Skipped>& skipped) {
  LintFacts facts;
  facts.now_s = world.clock.now_s();
  const world::Environment& env = world.environment;
  const std::string home = home_of(env);
  const auto variable = [&env](std::string_view name) -> std::optional<std::string> {
    const std::string* value = env.find(name);
    return value ? std::optional(*value) : std::nullopt;
  };
  Tree tree(world.files, {home, variable}, skipped);
  if (question.paths.empty()) add_project(world.files, question, home, tree);
  for (const std::string& path : question.paths) tree.add(path);

  Gatherer gatherer(world.files, tree, !question.only_npms_files, facts, skipped);
  for (Found& found : tree.found) {
    if (found.kept == Kept::no_repository && found.path == home + "/.npmrc") found.kept = Kept::elsewhere;
    if (is_of_other_client(base::name_of(found.path))) facts.other_clients = true;
    gatherer.look_into(found);
  }
  std::vector<std::string> folders = project_folders(question, tree.found);
  if (folders.size() > limits::lint_projects_max) {
    skipped.push_back({base::counted(folders.size() - limits::lint_projects_max, "project"),
                       "more than " + std::to_string(limits::lint_projects_max) + " in one run", true});
    folders.resize(limits::lint_projects_max);
  }
  for (const std::string& folder : folders) {
    rules::Facts project = facts_of(folder, skipped);
    facts.in_ci = facts.in_ci || !project.ci.provider.empty();
    for (const npm::LayerData& layer : project.config.layers) {
      if (!layer.document) continue;
      const bool is_project = layer.layer == npm::Layer::project;
      gatherer.add_npmrc(layer.path, is_project ? tree.kept(layer.path) : Kept::elsewhere, world.files.info(layer.path),
                         layer.document);
    }
    facts.projects.push_back(std::move(project));
  }
  gatherer.tell_what_was_left_out();
  return facts;
}

}  // namespace e401::lint
