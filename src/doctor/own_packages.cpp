#include "doctor/own_packages.h"

#include <algorithm>

#include "base/json.h"
#include "base/limits.h"
#include "npm/js.h"
#include "npm/named_packages.h"
#include "npm/workspaces.h"

namespace e401::doctor {
namespace {

using rules::Facts;
using rules::PackageFile;

std::optional<PackageFile> read_package(const base::ReadFiles& files, const std::string& folder) {
  const std::string path = npm::path_resolve(folder, "package.json");
  auto text = files.read(path, limits::package_json_max_bytes);
  if (!text) return std::nullopt;
  auto source = std::make_shared<const base::Source>(path, std::move(*text));
  auto json = base::parse_json(source->text(), path);
  if (!json || !json->is_object()) return std::nullopt;
  return PackageFile{path, std::move(source), std::make_shared<const base::Json>(std::move(*json))};
}

std::string folder_of(const PackageFile& file) {
  return npm::path_dirname(file.path);
}

PackageFile own_package(const Facts& facts) {
  return {facts.package_json_path, facts.package_json_source, std::make_shared<const base::Json>(*facts.package_json)};
}

std::vector<std::string> texts_of(const npm::Value& value) {
  std::vector<std::string> out;
  if (value.string()) out.push_back(*value.string());
  if (const npm::Value::Array* list = value.get<npm::Value::Array>())
    for (const npm::Value& item : *list)
      if (item.string()) out.push_back(*item.string());
  return out;
}

}  // namespace

std::vector<PackageFile> read_members(const base::ReadFiles& files, const Facts& facts) {
  std::vector<PackageFile> out;
  if (!facts.package_json || facts.config.situation.npm.major < 7) return out;
  for (const std::string& folder : npm::workspace_folders(files, facts.config.local_prefix, *facts.package_json))
    if (auto package = read_package(files, folder)) out.push_back(std::move(*package));
  return out;
}

std::vector<PackageFile> read_published(const base::ReadFiles& files, const Facts& facts) {
  const npm::Config& config = facts.config;
  const std::string& cwd = config.situation.cwd;
  std::vector<PackageFile> out;
  if (facts.log && facts.log->command == "publish") {
    const auto named = npm::named_packages("publish", facts.log->positionals);
    const auto spec = named.empty() ? std::nullopt : npm::parse_spec(named.front());
    if (spec && spec->type == npm::PackageSpec::Type::file) {
      if (auto package = read_package(files, npm::path_resolve(cwd, named.front()))) out.push_back(std::move(*package));
      return out;  // a .tgz: only the log knows what is in it
    }
  }
  const std::vector<std::string> filters = texts_of(config.get("workspace"));
  const bool all = config.get("workspaces").truthy();
  if (facts.members.empty() || (!all && filters.empty())) return out;
  if (config.get("include-workspace-root").truthy() && facts.package_json && facts.package_json_source)
    out.push_back(own_package(facts));
  for (const PackageFile& member : facts.members) {
    const std::string* name = member.name();
    const auto chooses = [&](const std::string& filter) {
      return npm::is_chosen_workspace(filter, name ? *name : "", folder_of(member), config.local_prefix, cwd);
    };
    if (all || std::any_of(filters.begin(), filters.end(), chooses)) out.push_back(member);
  }
  return out;
}

}  // namespace e401::doctor
