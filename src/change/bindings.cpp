// "Before" is looked at as text, not as settings: what is mended here are lines that npm reads otherwise than they were
// meant, and the question is only which host a secret stood with.
#include "change/bindings.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"
#include "npm/expand.h"
#include "npm/rc_document.h"
#include "npm/strangers.h"
#include "npm/url.h"

namespace e401::change {
namespace {

using npm::RcDocument;
using npm::RcLine;

constexpr std::size_t none = std::string_view::npos;

bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

// The ASCII in a text of UTF-16, where each character has a NUL beside it. Hosts and secrets are no more than that.
std::string without_nuls(std::string_view text) {
  std::string out(text);
  std::erase(out, '\0');
  return out;
}

// "//npm.acme.example:8443/npm/:_authToken" taken apart.
struct Key {
  std::string place;  // "npm.acme.example:8443/npm/", lower case: what a difference in capitals alone does not change
  std::string field;
};

std::optional<Key> credential_key(std::string_view key) {
  const std::size_t colon = key.rfind(':');
  if (!key.starts_with("//") || colon == none) return std::nullopt;
  const std::string_view field = key.substr(colon + 1);
  static constexpr std::array<std::string_view, 3> fields{"_authToken", "_auth", "_password"};
  if (std::find(fields.begin(), fields.end(), field) == fields.end()) return std::nullopt;
  return Key{base::ascii_lower(key.substr(2, colon - 2)), std::string(field)};
}

struct Credential {
  std::string key;
  Key parts;
  std::string value;  // as written
  std::size_t line = 0;
};

std::vector<Credential> credentials_of(const RcDocument& document) {
  std::vector<Credential> out;
  for (std::size_t n = 1; n <= document.lines().size(); ++n) {
    const RcLine& line = document.line(n);
    if (line.kind != RcLine::Kind::entry || !line.has_equals || !line.section.empty()) continue;
    const auto parts = credential_key(line.key);
    base::Span span = line.value_span;
    if (!line.comment_span.empty()) span.end = std::min(span.end, line.comment_span.begin);
    const std::string value(base::trim(document.source().slice(span)));
    if (parts && !value.empty()) out.push_back({line.key, *parts, value, n});
  }
  return out;
}

std::vector<std::string> variables_of(std::string_view text) {
  std::vector<std::string> out;
  for (const npm::VariableUse& use : npm::expand(text, [](std::string_view) { return std::nullopt; }).uses)
    out.push_back(use.name);
  return out;
}

std::string without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  return std::string(colon == none || host.ends_with(']') ? host : host.substr(0, colon));
}

// Does the line name this place as a key, however the rest of it is spelled: "https://h/npm/:_authToken",
// "//h/npm:_auth"?
bool names_place(std::string_view line, std::string place) {
  while (place.ends_with('/')) place.pop_back();
  const std::string lower = base::ascii_lower(line);
  for (std::size_t at = lower.find(place); at != none; at = lower.find(place, at + 1)) {
    std::string_view rest = std::string_view(lower).substr(at + place.size());
    const bool begins = at >= 2 && lower.compare(at - 2, 2, "//") == 0;
    while (rest.starts_with('/')) rest.remove_prefix(1);
    const bool ends = rest.empty() || rest[0] == '_' || rest[0] == '=' || rest[0] == ' ' || rest[0] == '\t' ||
                      (rest[0] == ':' && rest.size() > 1 && !is_digit(rest[1]));
    if (ends && (begins || at == 0)) return true;
  }
  return false;
}

struct Origin {
  std::string place;      // "FILE:LINE" where the secret stood before; "": nowhere
  bool same_host = true;  // with this host, or with none
  bool was_meant = false;
};

Origin origin_of(const std::vector<NamedText>& before, const Credential& now) {
  Origin origin;
  bool elsewhere = false, here = false;
  const std::string host = without_port(now.parts.place.substr(0, now.parts.place.find('/')));
  for (const NamedText& text : before) {
    const base::Source source(text.path, without_nuls(text.text));
    for (std::size_t n = 1; n <= source.line_count(); ++n) {
      const std::string_view line = source.line(n);
      if (line.find(now.value) == none) continue;
      if (origin.place.empty()) origin.place = fmt::format("{}:{}", text.path, n);
      if (names_place(line, now.parts.place)) origin.was_meant = true;
      const std::vector<std::string> hosts = hosts_in(line);
      if (hosts.empty()) continue;
      const bool has =
          std::any_of(hosts.begin(), hosts.end(), [&](const std::string& h) { return without_port(h) == host; });
      (has ? here : elsewhere) = true;
    }
  }
  origin.same_host = here || !elsewhere;
  return origin;
}

// The very line, key and value, in another file that npm reads.
bool is_moved(const std::vector<NamedText>& others, const Credential& now) {
  return std::any_of(others.begin(), others.end(), [&](const NamedText& other) {
    if (!other.is_read) return false;
    const std::vector<Credential> there = credentials_of(RcDocument::parse(other.path, other.text));
    return std::any_of(there.begin(), there.end(),
                       [&](const Credential& c) { return c.key == now.key && c.value == now.value; });
  });
}

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

}  // namespace

std::vector<std::string> hosts_in(std::string_view bytes) {
  const std::string whole = without_nuls(bytes);
  const std::string_view text = whole;
  std::vector<std::string> out;
  for (std::size_t at = text.find("//"); at != none; at = text.find("//", at + 2)) {
    std::string_view authority = text.substr(at + 2);
    authority = authority.substr(0, authority.find_first_of("/ \t\r\n=\"';#?"));
    if (const std::size_t user = authority.rfind('@'); user != none) authority.remove_prefix(user + 1);
    std::size_t colon = authority.find(':');
    while (colon != none && colon + 1 < authority.size() && is_digit(authority[colon + 1]))
      colon = authority.find(':', colon + 1);
    authority = authority.substr(0, colon);
    if (!authority.empty()) out.push_back(base::ascii_lower(authority));
  }
  return out;
}

std::string host_of_key(std::string_view key) {
  const auto hosts = hosts_in(key);
  return hosts.empty() ? std::string() : hosts.front();
}

std::vector<std::string> hosts_outside_project(const npm::Config& config) {
  std::vector<std::string> out{npm::public_registry_host()};
  for (const npm::LayerData& layer : config.layers) {
    for (const npm::Entry& e : layer.entries) {
      if (npm::is_strangers(config, e)) continue;
      if (std::string host = host_of_key(e.key); !host.empty()) out.push_back(std::move(host));
      if (!e.key.ends_with("registry") || !e.value.string()) continue;
      if (const auto url = npm::parse_url(*e.value.string()); url && url->is_http()) out.push_back(url->host_port());
    }
  }
  return out;
}

bool KnownPlaces::names(std::string_view key) const {
  return contains(hosts, host_of_key(key)) || trusted.covers_key(key);
}

std::vector<NewBinding> new_bindings(const TextChange& change, const KnownPlaces& known_places) {
  const RcDocument before = RcDocument::parse(change.path, change.before);
  const RcDocument after = RcDocument::parse(change.path, change.after);
  const std::vector<Credential> old = credentials_of(before);
  std::vector<NamedText> texts = change.others;
  texts.insert(texts.begin(), {change.path, change.before});
  std::vector<NewBinding> out;
  for (const Credential& now : credentials_of(after)) {
    std::vector<std::string> variables = variables_of(now.value);
    bool had_key = false, meant_variables = false;
    for (const Credential& was : old) {
      if (was.key != now.key) continue;
      had_key = true;
      const std::vector<std::string> known = variables_of(was.value);
      std::erase_if(variables, [&](const std::string& v) { return contains(known, v); });
      meant_variables = std::all_of(variables.begin(), variables.end(),
                                    [&](const std::string& v) { return was.value.find(v) != std::string::npos; });
    }
    if (had_key && variables.empty()) continue;
    const Origin origin = origin_of(texts, now);
    NewBinding b;
    b.binding.key = now.key;
    const std::string place = origin.place.empty() ? fmt::format("{}:{}", change.path, now.line) : origin.place;
    b.binding.from = variables.empty() ? place : "env:" + variables.front();
    b.binding.named_by_project_only = !known_places.names(now.key);
    b.binding.other_host = !origin.same_host;
    b.binding.is_move = is_moved(change.others, now);
    b.was_meant = had_key ? meant_variables : origin.was_meant;
    out.push_back(std::move(b));
  }
  return out;
}

std::string words_for(const findings::Binding& binding) {
  const std::size_t colon = binding.key.rfind(':');
  const std::string field = colon == std::string::npos ? binding.key : binding.key.substr(colon + 1);
  std::string place = colon == std::string::npos ? std::string() : binding.key.substr(0, colon);
  while (place.starts_with('/')) place.erase(0, 1);
  while (place.ends_with('/')) place.pop_back();
  std::string what = "the token of " + binding.from;
  if (binding.from.starts_with("env:"))
    what = "the value of the variable " + binding.from.substr(4);
  else if (field == "_auth" || field == "_password" || field == "username")
    what = "the user name and password of " + binding.from;
  std::string out = "this sends " + what + " to " + place + ", which it did not before";
  if (binding.is_move) out = what + " goes to " + place + " as before, only from another file";
  if (binding.other_host) out += " (it was filed under another host)";
  if (binding.named_by_project_only) out += " (only files of this project name that registry)";
  return base::printable(out);
}

}  // namespace e401::change
