#include "providers/public_scopes.h"

#include <algorithm>
#include <array>

namespace e401::providers {
namespace {

// Sorted. Of projects that publish openly and keep no second, private registry for the same scope (@fortawesome,
// @tiptap-pro,
// @bryntum, @syncfusion and the like do, and are not here).
constexpr std::array<std::string_view, 40> scopes{"@angular",       "@apollo",
                                                  "@aws-sdk",       "@azure",
                                                  "@babel",         "@commitlint",
                                                  "@discordjs",     "@docusaurus",
                                                  "@emotion",       "@esbuild",
                                                  "@eslint",        "@expo",
                                                  "@fastify",       "@floating-ui",
                                                  "@google-cloud",  "@hapi",
                                                  "@headlessui",    "@jest",
                                                  "@mui",           "@nestjs",
                                                  "@npmcli",        "@octokit",
                                                  "@opentelemetry", "@playwright",
                                                  "@prisma",        "@radix-ui",
                                                  "@reduxjs",       "@remix-run",
                                                  "@rollup",        "@sindresorhus",
                                                  "@storybook",     "@sveltejs",
                                                  "@swc",           "@tailwindcss",
                                                  "@tanstack",      "@testing-library",
                                                  "@types",         "@typescript-eslint",
                                                  "@vitejs",        "@vue"};
static_assert(std::is_sorted(scopes.begin(), scopes.end()));

}  // namespace

bool is_public_scope(std::string_view scope) {
  return std::binary_search(scopes.begin(), scopes.end(), scope);
}

}  // namespace e401::providers
