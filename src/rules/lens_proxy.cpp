#include "rules/lens_proxy.h"

#include <array>

#include "base/shell.h"
#include "base/text.h"

namespace e401::rules {
namespace {

// The last variable of that name in any case; nullptr: none, or empty.
const std::pair<std::string, std::string>* variable_of(const Facts& facts, std::string_view lower_name) {
  const std::pair<std::string, std::string>* last = nullptr;
  for (const auto& variable : facts.config.situation.env)
    if (base::ascii_lower(variable.first) == lower_name) last = &variable;
  return last && !last->second.empty() ? last : nullptr;
}

}  // namespace

std::optional<ProxyPlace> proxy_place(const Facts& facts, const npm::Url& url) {
  for (const char* key : {"https-proxy", "proxy"}) {
    const npm::Entry* entry = facts.config.flat_entry(key);
    const npm::Value value = facts.config.flat(key);
    if (entry && value.string() && value.truthy())
      return ProxyPlace{at(*entry, "the proxy is set here"), key, *value.string(), entry};
  }
  static constexpr std::array<std::string_view, 3> names{"https_proxy", "http_proxy", "proxy"};
  for (std::size_t i = 0; i < (url.scheme == "https" ? 1 : names.size()); ++i)
    if (const auto* variable = variable_of(facts, names[i]))
      return ProxyPlace{at_variable(variable->first, "the proxy is set here"), variable->first, variable->second,
                        nullptr};
  return std::nullopt;
}

std::string noproxy_command(const Facts& facts, const std::string& host) {
  const npm::Value set = facts.config.flat("noproxy");
  std::string exempt = set.string() ? *set.string() : std::string();
  if (exempt.empty())
    if (const auto* variable = variable_of(facts, "no_proxy")) exempt = variable->second;
  return "npm config set noproxy " + base::shell_word(exempt.empty() ? host : exempt + "," + host);
}

}  // namespace e401::rules
