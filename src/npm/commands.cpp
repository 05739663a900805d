// Names and aliases of npm 6 to 12 in one table; where versions differ ("run" and "run-script"), the newer name stands.
#include "npm/commands.h"

#include <algorithm>
#include <array>
#include <utility>

namespace e401::npm {
namespace {

constexpr std::string_view commands[] = {"access",
                                         "adduser",
                                         "approve-scripts",
                                         "audit",
                                         "bin",
                                         "bugs",
                                         "cache",
                                         "ci",
                                         "completion",
                                         "config",
                                         "dedupe",
                                         "deny-scripts",
                                         "deprecate",
                                         "diff",
                                         "dist-tag",
                                         "docs",
                                         "doctor",
                                         "edit",
                                         "exec",
                                         "explain",
                                         "explore",
                                         "find-dupes",
                                         "fund",
                                         "get",
                                         "help",
                                         "help-search",
                                         "hook",
                                         "init",
                                         "install",
                                         "install-ci-test",
                                         "install-scripts",
                                         "install-test",
                                         "link",
                                         "ll",
                                         "login",
                                         "logout",
                                         "ls",
                                         "org",
                                         "outdated",
                                         "owner",
                                         "pack",
                                         "patch",
                                         "ping",
                                         "pkg",
                                         "prefix",
                                         "profile",
                                         "prune",
                                         "publish",
                                         "query",
                                         "rebuild",
                                         "repo",
                                         "restart",
                                         "root",
                                         "run",
                                         "sbom",
                                         "search",
                                         "set",
                                         "set-script",
                                         "shrinkwrap",
                                         "stage",
                                         "star",
                                         "stars",
                                         "start",
                                         "stop",
                                         "team",
                                         "test",
                                         "token",
                                         "trust",
                                         "undeprecate",
                                         "uninstall",
                                         "unpublish",
                                         "unstar",
                                         "update",
                                         "version",
                                         "view",
                                         "whoami"};

constexpr std::pair<std::string_view, std::string_view> aliases[] = {{"add", "install"},
                                                                     {"add-user", "adduser"},
                                                                     {"author", "owner"},
                                                                     {"c", "config"},
                                                                     {"cit", "install-ci-test"},
                                                                     {"clean-install", "ci"},
                                                                     {"clean-install-test", "install-ci-test"},
                                                                     {"create", "init"},
                                                                     {"ddp", "dedupe"},
                                                                     {"dist-tags", "dist-tag"},
                                                                     {"find", "search"},
                                                                     {"hlep", "help"},
                                                                     {"home", "docs"},
                                                                     {"i", "install"},
                                                                     {"ic", "ci"},
                                                                     {"in", "install"},
                                                                     {"info", "view"},
                                                                     {"innit", "init"},
                                                                     {"ins", "install"},
                                                                     {"inst", "install"},
                                                                     {"insta", "install"},
                                                                     {"instal", "install"},
                                                                     {"install-clean", "ci"},
                                                                     {"isnt", "install"},
                                                                     {"isnta", "install"},
                                                                     {"isntal", "install"},
                                                                     {"isntall", "install"},
                                                                     {"isntall-clean", "ci"},
                                                                     {"issues", "bugs"},
                                                                     {"it", "install-test"},
                                                                     {"la", "ll"},
                                                                     {"list", "ls"},
                                                                     {"ln", "link"},
                                                                     {"ogr", "org"},
                                                                     {"r", "uninstall"},
                                                                     {"rb", "rebuild"},
                                                                     {"remove", "uninstall"},
                                                                     {"rm", "uninstall"},
                                                                     {"rum", "run"},
                                                                     {"run-script", "run"},
                                                                     {"s", "search"},
                                                                     {"se", "search"},
                                                                     {"show", "view"},
                                                                     {"sit", "install-ci-test"},
                                                                     {"t", "test"},
                                                                     {"tst", "test"},
                                                                     {"u", "update"},
                                                                     {"udpate", "update"},
                                                                     {"un", "uninstall"},
                                                                     {"unlink", "uninstall"},
                                                                     {"up", "update"},
                                                                     {"upgrade", "update"},
                                                                     {"urn", "run"},
                                                                     {"v", "view"},
                                                                     {"verison", "version"},
                                                                     {"why", "explain"},
                                                                     {"x", "exec"}};

// Options whose value is the next word. What is missing here counts as a switch, and its value as a word.
constexpr std::string_view takes_value[] = {"_auth",
                                            "access",
                                            "allow-git",
                                            "allow-remote",
                                            "audit-level",
                                            "auth-type",
                                            "before",
                                            "browser",
                                            "c",
                                            "C",
                                            "ca",
                                            "cache",
                                            "cafile",
                                            "call",
                                            "cert",
                                            "cidr",
                                            "cpu",
                                            "depth",
                                            "diff",
                                            "diff-unified",
                                            "editor",
                                            "expect-result-count",
                                            "fetch-retries",
                                            "fetch-retry-factor",
                                            "fetch-retry-maxtimeout",
                                            "fetch-retry-mintimeout",
                                            "fetch-timeout",
                                            "git",
                                            "globalconfig",
                                            "heading",
                                            "https-proxy",
                                            "include",
                                            "init-author-email",
                                            "init-author-name",
                                            "init-license",
                                            "init-module",
                                            "init-version",
                                            "install-strategy",
                                            "key",
                                            "libc",
                                            "local-address",
                                            "location",
                                            "lockfile-version",
                                            "loglevel",
                                            "logs-dir",
                                            "logs-max",
                                            "m",
                                            "maxsockets",
                                            "message",
                                            "node-gyp",
                                            "node-options",
                                            "noproxy",
                                            "omit",
                                            "only",
                                            "os",
                                            "otp",
                                            "pack-destination",
                                            "package",
                                            "prefix",
                                            "preid",
                                            "provenance-file",
                                            "proxy",
                                            "reg",
                                            "registry",
                                            "replace-registry-host",
                                            "save-prefix",
                                            "sbom-format",
                                            "sbom-type",
                                            "scope",
                                            "script-shell",
                                            "searchexclude",
                                            "searchlimit",
                                            "searchopts",
                                            "searchstaleness",
                                            "shell",
                                            "tag",
                                            "tag-version-prefix",
                                            "token",
                                            "umask",
                                            "user-agent",
                                            "userconfig",
                                            "viewer",
                                            "w",
                                            "which",
                                            "workspace"};

bool option_takes_value(std::string_view word) {
  const std::string_view name = word.substr(std::min(word.find_first_not_of('-'), word.size()));
  return std::find(std::begin(takes_value), std::end(takes_value), name) != std::end(takes_value);
}

}  // namespace

std::string command_name(std::string_view word) {
  std::string name;  // installTest is install-test
  for (char c : word) {
    if (c >= 'A' && c <= 'Z') {
      name += '-';
      c = static_cast<char>(c - 'A' + 'a');
    }
    name += c;
  }
  if (std::find(std::begin(commands), std::end(commands), name) != std::end(commands)) return name;
  const auto at = std::find_if(std::begin(aliases), std::end(aliases), [&](const auto& a) { return a.first == name; });
  return at == std::end(aliases) ? std::string() : std::string(at->second);
}

std::vector<std::string> positional_words(const std::vector<std::string>& argv) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < argv.size(); ++i) {
    const std::string& word = argv[i];
    if (word == "--") {
      out.insert(out.end(), argv.begin() + static_cast<std::ptrdiff_t>(i) + 1, argv.end());
      break;
    }
    if (!word.starts_with('-') || word == "-") {
      out.push_back(word);
    } else if (word.find('=') == std::string::npos) {
      const std::string_view next = i + 1 < argv.size() ? std::string_view(argv[i + 1]) : std::string_view("-");
      const bool is_literal = next == "true" || next == "false" || next == "null";
      if (is_literal || (option_takes_value(word) && !next.starts_with('-'))) ++i;
    }
  }
  return out;
}

}  // namespace e401::npm
