#include "npm/named_packages.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "npm/package_spec.h"

namespace e401::npm {
namespace {

constexpr std::size_t all = static_cast<std::size_t>(-1);

// One row: words [first, first + count) behind the command are specs, where the command line begins with these
// subcommands. The first row that fits counts; a command without a row names no package (token, team, org, profile,
// search, hook, audit, ci, run, ...).
struct Row {
  std::string_view command;
  std::string_view subcommands;  // blank-separated, one for each word; alternatives by "|"; "" none
  std::size_t first;
  std::size_t count;
};

constexpr Row rows[] = {
    {"install", "", 0, all},
    {"install-test", "", 0, all},
    {"link", "", 0, all},
    {"update", "", 0, all},
    {"outdated", "", 0, all},
    {"pack", "", 0, all},
    {"docs", "", 0, all},
    {"repo", "", 0, all},
    {"bugs", "", 0, all},
    {"star", "", 0, all},
    {"unstar", "", 0, all},
    {"cache", "add", 1, all},
    {"view", "", 0, 1},  // then the names of fields
    {"exec", "", 0, 1},  // then the program's own arguments
    {"publish", "", 0, 1},
    {"stage", "publish", 1, 1},
    {"unpublish", "", 0, 1},
    {"deprecate", "", 0, 1},  // then the message
    {"undeprecate", "", 0, 1},
    {"dist-tag", "add|a|set|s|rm|r|del|d|remove|ls|l|sl|list", 1, 1},  // then the tag
    {"dist-tag", "", 0, 1},
    {"owner", "ls|list", 1, 1},
    {"owner", "add|rm|remove", 2, 1},  // behind the user
    {"access", "list|ls collaborators", 2, 1},
    {"access", "get status", 2, 1},
    {"access", "set", 2, 1},
    {"access", "grant", 3, 1},  // behind the permission and the team
    {"access", "revoke", 2, 1},
    {"access", "public|restricted|2fa-required|2fa-not-required|edit|ls-collaborators", 1, 1},  // npm 6 to 8
    {"trust", "github|gitlab|circleci|list|revoke", 1, 1},
};

bool begins_with(const std::vector<std::string>& words, std::string_view subcommands) {
  if (subcommands.empty()) return true;
  std::size_t at = 0;
  for (const std::string_view alternatives : base::split(subcommands, ' ')) {
    if (at >= words.size()) return false;
    const auto known = base::split(alternatives, '|');
    if (std::find(known.begin(), known.end(), words[at++]) == known.end()) return false;
  }
  return true;
}

}  // namespace

std::string initializer_package(std::string_view name) {
  if (name.starts_with('@') && name.find('/') == std::string_view::npos) {  // "@acme", "@acme@2"
    const std::size_t version = name.find('@', 1);
    const std::string scope(name.substr(0, version));
    return scope + "/create" + (version == std::string_view::npos ? "" : std::string(name.substr(version)));
  }
  const auto spec = parse_spec(name);
  if (!spec || spec->type != PackageSpec::Type::registry || spec->name.empty()) return {};
  const std::size_t slash = spec->name.starts_with('@') ? spec->name.find('/') + 1 : 0;
  return spec->name.substr(0, slash) + "create-" + spec->name.substr(slash) + "@" + spec->wanted;
}

std::vector<std::string> named_packages(std::string_view command, const std::vector<std::string>& words,
                                        const std::vector<std::string>& package_option) {
  if (command == "exec" && !package_option.empty()) return package_option;
  if (command == "init") {
    std::string package = words.empty() ? std::string() : initializer_package(words.front());
    return package.empty() ? std::vector<std::string>() : std::vector<std::string>{std::move(package)};
  }
  for (const Row& row : rows) {
    if (row.command != command || !begins_with(words, row.subcommands)) continue;
    const std::size_t begin = std::min(row.first, words.size());
    const std::size_t end = row.count == all ? words.size() : std::min(begin + row.count, words.size());
    return {words.begin() + static_cast<std::ptrdiff_t>(begin), words.begin() + static_cast<std::ptrdiff_t>(end)};
  }
  return {};
}

}  // namespace e401::npm
