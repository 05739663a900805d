// Why every other entry that looks like a credential was not the one: the list that `why` and the rules read. An entry
// is judged by where it points first (another host, another port, another path), then by what it is (a bare key, a
// field npm does not know, half of a pair), last by what it lost to.
#include <algorithm>
#include <span>

#include "base/text.h"
#include "npm/credential_lookup.h"

namespace e401::npm {
namespace {

constexpr std::string_view true_fields[] = {"_authToken", "_auth", "username", "_password", "certfile", "keyfile"};
// Misspellings and fields of other programs that people put there.
constexpr std::string_view odd_fields[] = {"_authtoken", "-authtoken", "authToken", "authtoken", "_AuthToken",
                                           "auth",       "token",      "_token",    "password",  "tokenHelper"};

bool is_one_of(std::string_view field, std::span<const std::string_view> fields) {
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

bool looks_like_credential(const CredentialKey& key) {
  return is_one_of(key.field, true_fields) || is_one_of(key.field, odd_fields);
}

std::string_view partner_of(std::string_view field) {
  static constexpr std::pair<std::string_view, std::string_view> pairs[] = {
      {"username", "_password"}, {"_password", "username"}, {"certfile", "keyfile"}, {"keyfile", "certfile"}};
  for (const auto& [one, other] : pairs)
    if (one == field) return other;
  return {};
}

std::string_view without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  const bool is_port = colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos;
  return is_port ? host.substr(0, colon) : host;
}

enum class Nearness { same_host_port, same_host, elsewhere };

struct Judged {
  Considered considered;
  Nearness nearness = Nearness::elsewhere;
};

class Judge {
 public:
  Judge(const Config& config, const Url& request, const Decision& decision)
      : config_(config), request_(request), decision_(decision), prefixes_(key_prefixes(request)) {}

  std::optional<Judged> judge(const Entry& entry) const {
    const CredentialKey key = split_credential_key(entry.key);
    if (!looks_like_credential(key) || !entry.derived_from.empty() || was_sent(entry)) return std::nullopt;
    Judged out{{&entry, entry.key, Lost::other_host}, Nearness::elsewhere};
    const auto place = place_of(key);
    out.nearness = place.nearness;
    if (place.lost) {
      out.considered.reason = *place.lost;
      const bool is_loose = *place.lost == Lost::bare || *place.lost == Lost::scope_prefixed;
      if (is_loose)
        if (const auto hidden = hidden_by(entry)) out.considered.reason = *hidden;
      return out;
    }
    if (const auto hidden = hidden_by(entry)) {
      out.considered.reason = *hidden;
    } else if (!is_one_of(key.field, true_fields)) {
      out.considered.reason = Lost::unknown_field;
    } else if (!config_.flat(entry.key).truthy()) {
      out.considered.reason = Lost::empty;
    } else if (is_half(key)) {
      out.considered.reason = Lost::incomplete;
    } else if (key.field == "username" || key.field == "keyfile") {
      return std::nullopt;  // its other half speaks for both
    } else {
      const bool same_key = decision_.sent && decision_.sent->prefix == key.prefix;
      if (same_key && key.field == "certfile") return std::nullopt;  // sent in addition
      out.considered.reason = same_key ? Lost::weaker_field : Lost::shorter_key;
    }
    return out;
  }

 private:
  struct PlaceOfKey {
    Nearness nearness = Nearness::elsewhere;
    std::optional<Lost> lost;  // nullopt: the key covers the request
  };

  bool was_sent(const Entry& entry) const {
    if (!decision_.sent) return false;
    const Credential& c = *decision_.sent;
    if (&entry == c.entry || &entry == c.username_entry) return true;
    const CredentialKey key = split_credential_key(entry.key);
    return key.prefix == c.prefix && !c.certfile.empty() && (key.field == "certfile" || key.field == "keyfile") &&
           config_.flat_entry(entry.key) == &entry;
  }

  PlaceOfKey place_of(const CredentialKey& key) const {
    if (key.prefix.empty()) return {Nearness::elsewhere, Lost::bare};
    if (key.prefix.starts_with('@')) return {Nearness::elsewhere, Lost::scope_prefixed};
    if (!key.prefix.starts_with("//")) return {nearness_of_text(key.prefix), Lost::other_scheme_key};
    const std::string_view rest = key.prefix.substr(2);
    const std::string_view host = rest.substr(0, rest.find('/'));
    const std::string wanted = request_.host_port();
    if (host.empty()) return {nearness_of_text(key.prefix), Lost::other_scheme_key};
    if (host == wanted) {
      if (std::find(prefixes_.begin(), prefixes_.end(), key.prefix) != prefixes_.end())
        return {Nearness::same_host_port, std::nullopt};
      const std::string low = base::ascii_lower(key.prefix);
      const bool differs_in_case = std::any_of(prefixes_.begin(), prefixes_.end(),
                                               [&](const std::string& p) { return base::ascii_lower(p) == low; });
      return {Nearness::same_host_port, differs_in_case ? Lost::case_differs : Lost::path_not_covering};
    }
    if (base::ascii_iequals(host, wanted)) return {Nearness::same_host_port, Lost::case_differs};
    if (base::ascii_iequals(without_port(host), request_.host)) return {Nearness::same_host, Lost::other_port};
    return {Nearness::elsewhere, Lost::other_host};
  }

  // A key that is no //host/path/:field at all may still name the host.
  Nearness nearness_of_text(std::string_view prefix) const {
    const std::string low = base::ascii_lower(prefix);
    if (low.find(request_.host_port()) != std::string::npos) return Nearness::same_host_port;
    return low.find(request_.host) != std::string::npos ? Nearness::same_host : Nearness::elsewhere;
  }

  std::optional<Lost> hidden_by(const Entry& entry) const {
    if (entry.in_section) return Lost::in_section;
    if (entry.superseded) return Lost::superseded_line;
    const Entry* strongest = config_.flat_entry(entry.key);
    if (strongest && strongest != &entry && strongest->layer != entry.layer) return Lost::hidden_by_layer;
    return std::nullopt;
  }

  bool is_half(const CredentialKey& key) const {
    const std::string_view partner = partner_of(key.field);
    return !partner.empty() && !config_.flat(std::string(key.prefix) + ":" + std::string(partner)).truthy();
  }

  const Config& config_;
  const Url& request_;
  const Decision& decision_;
  std::vector<std::string> prefixes_;
};

}  // namespace

std::vector<Considered> considered_for(const Config& config, const Url& request, const Decision& decision) {
  const Judge judge(config, request, decision);
  std::vector<Judged> judged;
  for (auto layer = layers_low_to_high.rbegin(); layer != layers_low_to_high.rend(); ++layer)
    for (const Entry& entry : config.layer(*layer).entries)
      if (auto one = judge.judge(entry)) judged.push_back(std::move(*one));
  std::stable_sort(judged.begin(), judged.end(),
                   [](const Judged& a, const Judged& b) { return a.nearness < b.nearness; });
  std::vector<Considered> out;
  for (Judged& one : judged) out.push_back(std::move(one.considered));
  return out;
}

std::string_view name_of(Lost reason) {
  switch (reason) {
    case Lost::other_host:
      return "other-host";
    case Lost::other_port:
      return "other-port";
    case Lost::other_scheme_key:
      return "other-scheme-key";
    case Lost::path_not_covering:
      return "path-not-covering";
    case Lost::case_differs:
      return "case-differs";
    case Lost::empty:
      return "empty";
    case Lost::shorter_key:
      return "shorter-key";
    case Lost::weaker_field:
      return "weaker-field";
    case Lost::hidden_by_layer:
      return "hidden-by-layer";
    case Lost::superseded_line:
      return "superseded-line";
    case Lost::bare:
      return "bare";
    case Lost::scope_prefixed:
      return "scope-prefixed";
    case Lost::unknown_field:
      return "unknown-field";
    case Lost::in_section:
      return "in-section";
    case Lost::incomplete:
      return "incomplete";
  }
  return "other-host";
}

std::string words_for(Lost reason) {
  switch (reason) {
    case Lost::other_host:
      return "is for another host";
    case Lost::other_port:
      return "is for another port of the same host";
    case Lost::other_scheme_key:
      return "is not written as //host/path/:field, so npm never finds it";
    case Lost::path_not_covering:
      return "is for another path of the same host";
    case Lost::case_differs:
      return "differs in capital letters, and npm compares keys exactly";
    case Lost::empty:
      return "is empty, which switches it off";
    case Lost::shorter_key:
      return "covers the request, but a longer key comes first";
    case Lost::weaker_field:
      return "has the same key, but another field of it comes first";
    case Lost::hidden_by_layer:
      return "is hidden by the same key in a stronger file";
    case Lost::superseded_line:
      return "is replaced by the same key further down in the same file";
    case Lost::bare:
      return "is not tied to any registry";
    case Lost::scope_prefixed:
      return "is tied to a scope, but npm ties credentials to hosts";
    case Lost::unknown_field:
      return "has a field name that npm does not know";
    case Lost::in_section:
      return "stands below a [section], where npm sees no keys";
    case Lost::incomplete:
      return "is one half of a pair whose other half is missing";
  }
  return {};
}

}  // namespace e401::npm
