// Which words of an npm command line name packages that are asked for at a registry: the rest are subcommands, tags,
// users, fields, messages, a program's own arguments. As npm 12's commands read them (lib/commands/*.js), with what npm
// 6 to 11 had besides.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace e401::npm {

// command: the canonical name ("exec", "dist-tag"); words: what stands behind it; package_option: the values of
// --package. The texts are specs as npm reads them, not yet parsed: "@acme/cli", ".", "./dist"; `npm create @acme/app`
// names @acme/create-app.
std::vector<std::string> named_packages(std::string_view command, const std::vector<std::string>& words,
                                        const std::vector<std::string>& package_option = {});

// `npm init NAME` runs the package create-NAME (lib/commands/init.js, execCreate); "" where npm would not ask a
// registry.
std::string initializer_package(std::string_view name);

}  // namespace e401::npm
