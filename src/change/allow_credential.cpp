#include "change/allow_credential.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/text.h"
#include "npm/rc_document.h"
#include "npm/strangers.h"
#include "npm/url.h"
#include "providers/hosts.h"

namespace e401::change {
namespace {

using base::fail;
using base::Result;

constexpr std::array<std::string_view, 4> credential_fields{"_authToken", "_auth", "_password", "username"};

std::string_view field_of(std::string_view key) {
  const std::size_t colon = key.rfind(':');
  return colon == std::string_view::npos ? key : key.substr(colon + 1);
}

std::string_view prefix_of(std::string_view key) {
  return key.substr(0, key.size() - field_of(key).size());
}

bool is_credential(const npm::Entry& e) {
  const auto field = field_of(e.raw_key);
  return e.line && e.value.truthy() &&
         std::find(credential_fields.begin(), credential_fields.end(), field) != credential_fields.end();
}

// Entries in files that count, strongest layer first, the last line of a key alone.
std::vector<const npm::Entry*> credentials_in_files(const npm::Config& config) {
  std::vector<const npm::Entry*> out;
  for (auto layer = config.layers.rbegin(); layer != config.layers.rend(); ++layer)
    for (const npm::Entry& e : layer->entries)
      if (layer->document && !e.superseded && is_credential(e)) out.push_back(&e);
  return out;
}

std::string names_of(const std::vector<const npm::Entry*>& entries) {
  std::vector<std::string> names;
  for (const npm::Entry* e : entries)
    if (field_of(e->raw_key) != "username") names.push_back(e->raw_key);
  return base::printable(base::join(names, ", "));
}

Result<const npm::Entry*> named_entry(const npm::Config& config, const std::string& key) {
  const auto all = credentials_in_files(config);
  if (!key.empty()) {
    const auto hit =
        std::find_if(all.begin(), all.end(), [&](const npm::Entry* e) { return e->raw_key == key || e->key == key; });
    if (hit != all.end()) return *hit;
    return fail("no file has the key " + base::printable(key) + (all.empty() ? "" : "; there are: " + names_of(all)),
                {}, 0, "usage");
  }
  std::vector<const npm::Entry*> candidates = all;
  std::erase_if(candidates, [](const npm::Entry* e) { return field_of(e->raw_key) == "username"; });
  if (candidates.size() == 1) return candidates.front();
  if (candidates.empty()) return fail("there is no credential in any npmrc", {}, 0, "usage");
  return fail("say which credential is meant: " + names_of(candidates), {}, 0, "usage");
}

// "npm.acme.example:8443/npm/" as an address; by https: only host, port and path count. A place that is not spelled as
// its address is (a backslash, a last dot, "..") would be another one to those who judge it.
Result<npm::Url> place_named(std::string place) {
  if (const std::size_t scheme = place.find("://"); scheme != std::string::npos) place.erase(0, scheme + 3);
  while (place.starts_with('/')) place.erase(0, 1);
  const auto url = npm::parse_url("https://" + place + (place.ends_with('/') ? "" : "/"));
  const bool is_plain = url && url->username.empty() && url->password.empty() && !url->query && !url->fragment &&
                        place.find('\\') == std::string::npos && !url->host.ends_with('.');
  if (place.empty() || !is_plain)
    return fail("--allow-credential wants HOST/PATH, for example npm.acme.example/npm/", {}, 0, "usage");
  return *url;
}

// TRUST 6: on hosts shared by many tenants no key for the whole host, unless that is where the person's registry lies.
Result<void> check_width(const npm::Config& config, const npm::Url& place) {
  if (place.path != "/" || !providers::family_of(place).shared_by_tenants) return {};
  for (const npm::Entry* e : config.effective()) {
    const bool is_registry = e->key == "registry" || (e->key.starts_with('@') && e->key.ends_with(":registry"));
    if (!is_registry || !e->value.string() || npm::is_strangers(config, *e)) continue;
    const auto own = npm::parse_url(*e->value.string());  // its path counts, not what npm's key keeps of it
    if (own && own->host_port() == place.host_port() && (own->path.empty() || own->path == "/")) return {};
  }
  return fail(place.host + " is shared by many owners: name the registry's path too, not the whole host", {}, 0,
              "refused");
}

base::Secret written_again(const npm::RcDocument& document, const npm::Entry& e, const std::string& prefix) {
  base::Span span = e.line->value_span;
  if (!e.line->comment_span.empty()) span.end = std::min(span.end, e.line->comment_span.begin);
  const std::string value(base::trim(document.source().slice(span)));
  return base::Secret(prefix + std::string(field_of(e.raw_key)) + "=" + value);
}

void add_line_behind(findings::FileChange& change, const npm::RcDocument& document, std::size_t line,
                     const base::Secret& text) {
  const base::Source& source = document.source();
  const std::size_t at = source.line_span_with_end(line).end;
  const std::string end(document.line_end());
  const bool is_open = source.line_span(line).end == at;  // the last line, without a line end
  change.edits.push_back({{at, at}, base::Secret(is_open ? end + text.reveal() : text.reveal() + end)});
}

}  // namespace

Result<Step> step_for(const npm::Config& config, const AllowCredential& allow) {
  TRY_AS(const npm::Url place, place_named(allow.place));
  TRY(check_width(config, place));
  TRY_AS(const npm::Entry* const entry, named_entry(config, allow.key));
  const npm::LayerData& layer = config.layer(entry->layer);
  const npm::RcDocument& document = *layer.document;
  const std::string prefix = "//" + place.host_port() + place.path + ":";

  // A password is nothing without its user name, and the reverse.
  std::vector<const npm::Entry*> entries{entry};
  const std::string_view field = field_of(entry->raw_key);
  const std::string_view other = field == "username" ? "_password" : field == "_password" ? "username" : "";
  for (const npm::Entry& e : layer.entries)
    if (!other.empty() && !e.superseded && e.line &&
        e.raw_key == std::string(prefix_of(entry->raw_key)) + std::string(other))
      entries.push_back(&e);

  Step step;
  step.is_told = true;
  step.finding.code = "allow-credential";
  step.finding.severity = findings::Severity::error;
  step.finding.title =
      "the credential " + entry->raw_key + " is to count for " + place.host_port() + place.path + " too";
  step.finding.host = place.host_port();
  step.fix.id = "allow-credential";
  step.fix.safety = findings::Safety::ask;
  findings::FileChange change;
  change.path = document.path();
  change.judged_sha256 = base::sha256_hex(document.source().text());
  for (const npm::Entry* e : entries) {
    const std::string key = prefix + std::string(field_of(e->raw_key));
    if (config.find(key) && config.layer_of(key) >= entry->layer)
      return fail("there is a " + base::printable(key) + " already", config.find(key)->place.file,
                  config.find(key)->place.line, "refused");
    const auto line = static_cast<std::size_t>(e->place.line);
    add_line_behind(change, document, line, written_again(document, *e, prefix));
    step.fix.bindings.push_back({key, fmt::format("{}:{}", document.path(), line), false, true});
  }
  step.fix.description =
      fmt::format("add {}{} below line {} of {}", prefix, field_of(entry->raw_key), entry->place.line, document.path());
  step.fix.changes.push_back(std::move(change));
  return step;
}

}  // namespace e401::change
