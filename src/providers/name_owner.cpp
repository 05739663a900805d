// The lists are public knowledge about names, as of 2026.
#include "providers/name_owner.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.h"

namespace e401::providers {
namespace {

// Below these every label is another customer.
constexpr std::string_view one_label[] = {
    "appspot.com",   "azurewebsites.net", "bytesafe.dev",      "cloudfront.net",   "cloudsmith.com",
    "cloudsmith.io", "fly.dev",           "ghe.com",           "github.io",        "gitlab.io",
    "herokuapp.com", "jfrog.io",          "myget.org",         "netlify.app",      "ngrok.app",
    "ngrok.io",      "onrender.com",      "pages.dev",         "pkg.dev",          "repl.co",
    "vercel.app",    "web.app",           "sonatypecloud.com", "visualstudio.com", "workers.dev"};
// Below these a customer's name stands at one depth or another (before a region's, a service's).
constexpr std::string_view any_depth[] = {"amazonaws.com",  "azure.com", "cloudapp.net",      "googleapis.com",
                                          "ngrok-free.app", "run.app",   "trycloudflare.com", "windows.net"};
// "co.uk" and its like: names are registered one label deeper.
constexpr std::string_view second_level[] = {"ac",  "co", "com", "edu", "go", "gob",
                                             "gov", "ne", "net", "nom", "or", "org"};

bool is_below(std::string_view host, std::string_view domain) {
  return host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.';
}

}  // namespace

bool is_address(std::string_view host) {
  return host.starts_with('[') || host.find_first_not_of("0123456789.") == std::string_view::npos;
}

std::string owner_domain(std::string_view host) {
  const auto is_hosters = [&](std::string_view domain) { return is_below(host, domain); };
  if (is_address(host) || std::any_of(std::begin(any_depth), std::end(any_depth), is_hosters)) return std::string(host);
  const auto labels = base::split(host, '.');
  std::size_t kept = 2;
  if (std::any_of(std::begin(one_label), std::end(one_label), is_hosters)) kept = 3;
  if (labels.size() > 2 && labels.back().size() == 2 &&
      std::find(std::begin(second_level), std::end(second_level), labels[labels.size() - 2]) != std::end(second_level))
    kept = 3;
  std::string out;
  for (std::size_t i = labels.size() - std::min(kept, labels.size()); i < labels.size(); ++i)
    out += (out.empty() ? "" : ".") + std::string(labels[i]);
  return out;
}

bool share_a_hoster(std::string_view a, std::string_view b) {
  const auto both = [&](std::string_view domain) { return is_below(a, domain) && is_below(b, domain); };
  return std::any_of(std::begin(one_label), std::end(one_label), both) ||
         std::any_of(std::begin(any_depth), std::end(any_depth), both);
}

}  // namespace e401::providers
