#include "lint/baseline.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "findings/machine_text.h"

namespace e401::lint {
namespace {

constexpr std::string_view schema = "e401.lint-baseline/1";

std::string file_of(const findings::Finding& f, const std::string& root) {
  for (const findings::Evidence& e : f.evidence)
    if (findings::is_file(e)) return findings::below(e.file, root).value_or(e.file.substr(e.file.rfind('/') + 1));
  return {};
}

}  // namespace

std::string write_baseline(const findings::Report& report, const std::string& root) {
  base::JsonWriter w(true);
  w.begin_object().member("schema", schema).key("findings").begin_array();
  const std::vector<std::string> prints = findings::fingerprints(report, root);
  for (std::size_t i = 0; i < prints.size(); ++i) {
    const findings::Finding& f = report.findings[i];
    w.begin_object()
        .member("code", f.code)
        .member("file", file_of(f, root))
        .member("fingerprint", prints[i])
        .end_object();
  }
  w.end_array().end_object();
  return findings::harmless_json(w.take()) + "\n";
}

base::Result<Baseline> read_baseline(std::string_view text, const std::string& file) {
  TRY_AS(const base::Json json, base::parse_json(text, file));
  const std::string* found = json.find_string({"schema"});
  const base::Json* list = json.find("findings");
  if (!found || *found != schema || !list || !list->is_array())
    return base::fail("is no baseline of e401 lint (schema " + std::string(schema) + ")", file);
  Baseline out;
  for (const base::Json& entry : list->items) {
    const std::string* code = entry.find_string({"code"});
    const std::string* print = entry.find_string({"fingerprint"});
    if (!code || !print) return base::fail("an entry lacks its code or fingerprint", file);
    out[*print] = *code;
  }
  return out;
}

void apply_baseline(const Baseline& baseline, const std::string& root, findings::Report& report) {
  const std::vector<std::string> prints = findings::fingerprints(report, root);
  std::vector<findings::Finding> kept;
  std::size_t known = 0;
  for (std::size_t i = 0; i < prints.size(); ++i) {
    if (baseline.contains(prints[i]))
      ++known;
    else
      kept.push_back(std::move(report.findings[i]));
  }
  report.findings = std::move(kept);
  if (known == 0 && baseline.empty()) return;
  std::string words = base::counted(known, "finding") + " of the baseline left out";
  if (known < baseline.size())
    words += ", " + base::counted(baseline.size() - known, "entry", "entries") + " of it no longer found";
  report.facts.push_back(words);
  report.healthy = std::none_of(report.findings.begin(), report.findings.end(),
                                [](const findings::Finding& f) { return f.severity == findings::Severity::error; });
  if (!report.healthy) return;
  report.summary = (report.findings.empty() ? "nothing new" : "no new error") + std::string(" in ") +
                   report.facts.front() + " (" + words + ")";
}

}  // namespace e401::lint
