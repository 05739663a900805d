#include "rules/lint_lens.h"

#include <algorithm>

#include "base/text.h"
#include "npm/url.h"
#include "rules/credential_text.h"
#include "rules/routes.h"

namespace e401::rules {

bool is_asked_about(const LintFacts& facts, const std::string& file) {
  const auto is_file = [&](const LintedFile& f) { return f.path == file; };
  const auto at = std::find_if(facts.npmrcs.begin(), facts.npmrcs.end(), is_file);
  if (at != facts.npmrcs.end()) return at->kept != Kept::elsewhere;
  return file.starts_with('/');
}

findings::Severity severity_at(const LintFacts& facts, const std::string& file) {
  return is_asked_about(facts, file) ? findings::Severity::error : findings::Severity::warning;
}

findings::Finding seen_in_file(const LintFacts& facts, std::string_view code, const std::string& file) {
  findings::Finding f;
  f.code = code;
  f.severity = severity_at(facts, file);
  f.detail = "seen in the file; no registry was asked";
  return f;
}

void for_each_meant(const LintFacts& facts, const std::function<void(const Facts&, const Meant&)>& visit) {
  for (const Facts& project : facts.projects)
    for (const Meant& m : meant_credentials(project))
      if (m.document && !m.value_text.empty()) visit(project, m);
}

void for_each_sendable(const LintFacts& facts,
                       const std::function<void(const Facts&, const Meant&, const SentValue&)>& visit) {
  for_each_meant(facts, [&](const Facts& project, const Meant& m) {
    if (!m.entry || !m.key.prefix_in_form || !m.separator_in_form || !m.key.field_in_form()) return;
    const SentValue value = value_of(*m.entry);
    if (value.text.empty() || value.text.find("${") != std::string::npos || is_placeholder(value.text)) return;
    visit(project, m, value);
  });
}

findings::Finding seen_in_value(const LintFacts& facts, std::string_view code, const Meant& meant,
                                const SentValue& value) {
  findings::Finding f = seen_in_file(facts, code, meant.entry->place.file);
  if (!value.variables.empty()) f.severity = findings::Severity::warning;
  f.host = meant.key.host_port();
  return f;
}

std::string address_of(const Facts& project, const MeantKey& key) {
  if (key.host.empty()) return "https://HOST/";
  for (const Route& route : routes(project))
    if (const std::string url = with_last_slash(route.url); npm::nerf_dart(url) == key.prefix())
      return npm::shown_url(url);
  return npm::shown_url("https:" + key.prefix());
}

}  // namespace e401::rules
