#include "policy/user_config.h"

#include <fmt/core.h>

#include <array>
#include <optional>

#include "base/limits.h"
#include "base/paths.h"
#include "npm/strangers.h"
#include "policy/keys.h"

namespace e401::policy {
namespace {

constexpr std::array<std::string_view, 2> known_keys{"trusted-hosts", "policy"};
constexpr std::uint32_t others_may_write = 0022;

// Why this file does not speak for the person.
std::optional<Complaint> not_theirs(const npm::Config& config, const std::string& path, const base::ReadFiles& files) {
  const std::string real = files.real_path(path);
  const std::string folder = base::folder_of(real);
  const base::FileInfo file_info = files.info(real), folder_info = files.info(folder);
  const auto complain = [&](std::string what, std::string help) {
    return Complaint{{path, 0, 0}, std::move(what), std::move(help)};
  };
  if (npm::lies_in_project(config, path) || npm::lies_in_project(config, real))
    return complain("it lies in the project, so it may be a stranger's", "keep it outside of every project");
  if (file_info.kind != base::FileInfo::Kind::file) return complain("it is not a file", "");
  if (!file_info.owned_by_us)
    return complain(fmt::format("it belongs to another user (uid {})", file_info.owner), "make it yours: chown");
  if (file_info.mode & others_may_write)
    return complain(fmt::format("others may write it (mode {:04o})", file_info.mode), "chmod go-w " + real);
  if (folder_info.owner != 0 && !folder_info.owned_by_us)
    return complain(fmt::format("its folder belongs to another user (uid {})", folder_info.owner), "");
  if (folder_info.mode & others_may_write)
    return complain(fmt::format("others may write its folder (mode {:04o})", folder_info.mode), "chmod go-w " + folder);
  return std::nullopt;
}

TrustedHosts trusted_of(const YamlNode& node, std::vector<Complaint>& complaints) {
  std::vector<TrustedPlace> places;
  if (node.kind == YamlNode::Kind::null) return {};
  if (node.kind != YamlNode::Kind::list) {
    complaints.push_back(
        {node.place, fmt::format("trusted-hosts is a list, not {}", name_of(node.kind)), "- npm.acme.example"});
    return {};
  }
  for (const YamlNode& item : node.items) {
    if (item.kind != YamlNode::Kind::scalar) {
      complaints.push_back(
          {item.place, fmt::format("an entry of trusted-hosts is HOST[:PORT][/PATH], not {}", name_of(item.kind)), ""});
      continue;
    }
    if (const auto place = parse_trusted_place(item.text))
      places.push_back(*place);
    else
      complaints.push_back({item.place, fmt::format("{}: {}", in_quotes(item.text), place.error()), ""});
  }
  return TrustedHosts(std::move(places));
}

std::string policy_path(const YamlNode& node, const npm::Situation& situation, const std::string& own_path,
                        std::vector<Complaint>& complaints) {
  if (node.kind == YamlNode::Kind::null) return "";
  if (node.kind != YamlNode::Kind::scalar) {
    complaints.push_back({node.place, fmt::format("policy is the path of a file, not {}", name_of(node.kind)), ""});
    return "";
  }
  if (node.text.starts_with('/')) return node.text;
  return node.text.starts_with("~/") ? situation.home + node.text.substr(1)
                                     : base::folder_of(own_path) + "/" + node.text;
}

}  // namespace

std::string user_config_path(const npm::Situation& situation) {
  // The XDG specification: a path that is not absolute counts as not set.
  if (const auto xdg = situation.variable("XDG_CONFIG_HOME"); xdg && xdg->starts_with('/'))
    return *xdg + "/e401/config.yaml";
  return situation.home.starts_with('/') ? situation.home + "/.config/e401/config.yaml" : "";
}

UserConfig read_user_config(const npm::Config& config, const base::ReadFiles& files) {
  UserConfig out;
  out.path = user_config_path(config.situation);
  if (out.path.empty() || files.info(out.path).kind == base::FileInfo::Kind::missing) return out;
  if (auto complaint = not_theirs(config, out.path, files)) {
    out.complaints.push_back(std::move(*complaint));
    return out;
  }
  auto text = files.read(out.path, limits::yaml_file_max_bytes);
  if (!text) {
    out.complaints.push_back({{out.path, 0, 0}, text.error().what, ""});
    return out;
  }
  out.source = std::make_shared<const base::Source>(out.path, std::move(*text));
  const auto root = parse_yaml(*out.source);
  if (!root) {
    out.complaints.push_back(root.error());
    return out;
  }
  if (!check_keys(*root, "e401's configuration", known_keys, out.complaints)) return out;
  if (const YamlNode* node = root->find("trusted-hosts")) out.trusted = trusted_of(*node, out.complaints);
  if (const YamlNode* node = root->find("policy"))
    out.policy = policy_path(*node, config.situation, out.path, out.complaints);
  // What widens is left out; what restricts is kept where it was understood.
  if (!out.complaints.empty()) out.trusted = {};
  return out;
}

}  // namespace e401::policy
