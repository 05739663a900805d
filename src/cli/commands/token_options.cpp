#include "cli/commands/token_options.h"

#include <charconv>

#include "base/limits.h"
#include "base/text.h"
#include "cli/commands/token_common.h"

namespace e401::cli {
namespace {

// "a,b" and repeated options alike.
std::vector<std::string> list_of(const Arguments& args, std::string_view option) {
  std::vector<std::string> out;
  for (const std::string& text : args.values(option))
    for (const std::string_view part : base::split(text, ','))
      if (!base::trim(part).empty()) out.emplace_back(base::trim(part));
  return out;
}

// A whole number of decimal digits, `least` to `most`.
std::optional<int> number_of(std::string_view text, int least, int most) {
  int n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size() || n < least || n > most) return std::nullopt;
  return n;
}

// As npm: "192.0.2.0/24", no IPv6.
bool is_ipv4_range(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || !number_of(text.substr(slash + 1), 0, 32)) return false;
  const auto parts = base::split(text.substr(0, slash), '.');
  return parts.size() == 4 &&
         std::all_of(parts.begin(), parts.end(), [](std::string_view p) { return number_of(p, 0, 255).has_value(); });
}

}  // namespace

account::RegistryAsked registry_asked(const Arguments& args, const npm::Config& config) {
  const RegistryWanted wanted =
      wanted_registry(config, args.value("--registry"), with_at(args.value("--scope").value_or(config.scope())));
  return {wanted.url, wanted.is_given, args.has("--trust-project")};
}

account::OneTime one_time_of(const Arguments& args) {
  account::OneTime otp;
  if (const auto code = args.value("--otp")) otp.code = base::Secret(*code);
  otp.pages.wait_ms = limits::login_wait_ms;
  return otp;
}

base::Result<account::NewToken> rights_asked(const Arguments& args) {
  account::NewToken t;
  if (const auto days = args.value("--expires")) {
    t.expires_days = number_of(*days, 1, limits::token_days_max);
    if (!t.expires_days) return base::fail("--expires wants days, 1 to " + std::to_string(limits::token_days_max));
  }
  t.packages = list_of(args, "--packages");
  t.scopes = list_of(args, "--scopes");
  t.orgs = list_of(args, "--orgs");
  t.cidr = list_of(args, "--cidr");
  for (const std::string& range : t.cidr)
    if (!is_ipv4_range(range))
      return base::fail("--cidr wants ranges of IPv4 addresses (192.0.2.0/24), and registries take no others: " +
                        base::printable(range));
  t.packages_all = args.has("--packages-all");
  t.read_only = args.has("--read-only");
  t.bypass_2fa = args.has("--bypass-2fa");
  t.permission = args.value("--permission").value_or("");
  t.orgs_permission = args.value("--orgs-permission").value_or("");
  if (t.read_only && !t.permission.empty() && t.permission != "read-only")
    return base::fail("--read-only and --permission " + t.permission + " contradict each other");
  return t;
}

}  // namespace e401::cli
