// Decisive: the address of a route begins with http:, its host is not this machine, and npm would send a credential
// there. Inside a private network that is a warning, elsewhere an error.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "rules/lint_lens.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool is_this_machine(const std::string& host) {
  return host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") || host == "[::1]";
}

bool is_private_network(const std::string& host) {
  static constexpr std::array<std::string_view, 6> endings{".local",    ".lan",  ".internal",
                                                           ".intranet", ".corp", ".home.arpa"};
  const bool by_name =
      host.find('.') == std::string::npos ||
      std::any_of(endings.begin(), endings.end(), [&](std::string_view e) { return host.ends_with(e); });
  if (by_name || host.starts_with("10.") || host.starts_with("192.168.")) return true;
  for (int second = 16; second < 32; ++second)
    if (host.starts_with("172." + std::to_string(second) + ".")) return true;
  return false;
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for (const Facts& project : facts.projects)
    for (const Route& route : routes(project)) {
      const npm::Url& url = route.parsed;
      if (url.scheme != "http" || is_this_machine(url.host)) continue;
      const auto decision = npm::credential_for_request(project.config, *npm::parse_url(with_last_slash(route.url)));
      if (!decision.sent) continue;
      const npm::Entry* credential = decision.sent->entry;
      const std::string file = route.entry ? route.entry->place.file : project.package_json_path;
      findings::Finding f = seen_in_file(facts, "credential-over-http", file);
      if (is_private_network(url.host)) f.severity = findings::Severity::warning;
      f.title = "a credential goes to " + url.host_port() + " in clear text";
      f.detail =
          base::printable(route.key) + " names an http: address, and npm sends the credential with every request there";
      if (route.entry) f.evidence.push_back(at(*route.entry, "http, not https"));
      if (credential && credential != route.entry) f.evidence.push_back(at(*credential, "sent there"));
      f.why = "Whoever sees the traffic can read the credential, and answer in the registry's place.";
      f.help = "Write https: if the registry has it. Then get a new credential: the old one has been on the wire.";
      f.fixes.push_back(manual(
          "use-https",
          "write " + npm::shown_url("https" + base::replace_all(route.url, "http://", "://")) + " in its place"));
      f.host = url.host_port();
      out.add(std::move(f));
    }
}

}  // namespace

extern const Rule rule_credential_over_http;
const Rule rule_credential_over_http{"credential-over-http", nullptr, lint};

}  // namespace e401::rules
