#include "npm/local_prefix.h"

#include "base/json.h"
#include "base/limits.h"
#include "npm/js.h"
#include "npm/workspaces.h"

namespace e401::npm {
namespace {

using FileKind = base::FileInfo::Kind;

bool is_file(const base::ReadFiles& files, const std::string& folder, std::string_view name) {
  return files.info(path_resolve(folder, name)).kind == FileKind::file;
}

// npm skips a package.json that it cannot read.
std::optional<base::Json> read_package(const base::ReadFiles& files, const std::string& folder) {
  const std::string path = path_resolve(folder, "package.json");
  const auto text = files.read(path, limits::package_json_max_bytes);
  if (!text) return std::nullopt;
  auto json = base::parse_json(*text, path);
  return json ? std::optional(std::move(*json)) : std::nullopt;
}

std::string npm6_start(std::string folder) {
  // npm 6 leaves the innermost node_modules folders first.
  while (path_basename(folder) == "node_modules") folder = path_dirname(folder);
  return folder;
}

}  // namespace

LocalPrefix find_local_prefix(const std::string& cwd, const LayerStore& store, const Dialect& dialect,
                              const base::ReadFiles& files) {
  LocalPrefix out;
  if (const auto prefix = store.own(Layer::cli, "prefix"); prefix && prefix->truthy()) {
    out.path = prefix->to_string();
    return out;
  }
  const auto workspaces = store.own(Layer::cli, "workspaces");
  const bool is_global = store.get("global").truthy() || store.get("location") == Value("global");
  const bool looks_for_root =
      dialect.finds_workspace_roots && !is_global && !(workspaces && *workspaces == Value(false));

  std::string folder = path_resolve(cwd, ".");
  if (dialect.major == 6) folder = npm6_start(folder);
  for (std::size_t walked = 0; walked < limits::parents_walked_max; ++walked) {
    const bool has_package = is_file(files, folder, "package.json");
    if (out.path.empty()) {
      if (has_package || files.info(path_resolve(folder, "node_modules")).kind == FileKind::directory) {
        out.path = folder;
        if (!looks_for_root) return out;
      }
    } else if (has_package) {
      const auto package = read_package(files, folder);
      const WorkspaceAnswer answer = package ? find_workspace(files, folder, *package, out.path) : WorkspaceAnswer{};
      out.error = answer.error;
      if (out.error) return out;
      if (answer.is_member) {
        if (is_file(files, out.path, ".npmrc")) out.ignored_workspace_rc = path_resolve(out.path, ".npmrc");
        out.workspace = out.path;
        out.path = folder;
        return out;
      }
    }
    if (folder == "/") break;
    folder = path_dirname(folder);
  }
  if (out.path.empty()) out.path = cwd;
  return out;
}

}  // namespace e401::npm
