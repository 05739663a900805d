#include "policy/organisation.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/limits.h"
#include "base/text.h"
#include "policy/keys.h"

namespace e401::policy {
namespace {

constexpr std::array<std::string_view, 3> root_keys{"version", "registries", "credentials"};
constexpr std::array<std::string_view, 5> credential_keys{"kinds", "literals", "token-prefixes", "minimum-days-left",
                                                          "hosts"};
constexpr std::span<const std::string_view> host_keys{credential_keys.data(), 4};
constexpr std::array<std::string_view, 3> kind_words{"token", "basic", "certificate"};
constexpr std::array<std::string_view, 3> literal_words{"anywhere", "user-files", "nowhere"};
constexpr std::string_view public_word = "public";
constexpr int format_version = 1;

class Reader {
 public:
  explicit Reader(Policy& policy) : policy_(policy) {}

  void read(const YamlNode& root) {
    if (!check_keys(root, "the policy", root_keys, policy_.complaints)) return;
    if (const YamlNode* version = root.find("version"))
      if (const auto n = number(*version, "version", format_version, format_version); !n) return;
    if (const YamlNode* node = root.find("registries")) read_registries(*node);
    if (const YamlNode* node = root.find("credentials")) read_credentials(*node);
  }

 private:
  void complain(const YamlNode& node, std::string what, std::string help = {}) {
    policy_.complaints.push_back({node.place, std::move(what), std::move(help)});
  }

  // A list of words, or one word alone. nullopt: said.
  std::optional<std::vector<const YamlNode*>> words(const YamlNode& node, std::string_view what) {
    std::vector<const YamlNode*> out;
    if (node.kind == YamlNode::Kind::scalar) return std::vector{&node};
    if (node.kind != YamlNode::Kind::list) {
      complain(node, fmt::format("{} is a list, not {}", what, name_of(node.kind)),
               "an empty list, which allows nothing, is written []");
      return std::nullopt;
    }
    for (const YamlNode& item : node.items) {
      if (item.kind == YamlNode::Kind::scalar) {
        out.push_back(&item);
        continue;
      }
      complain(item, fmt::format("an entry of {} is a text, not {}", what, name_of(item.kind)));
      return std::nullopt;
    }
    return out;
  }

  std::optional<std::size_t> choice(const YamlNode& node, std::string_view what,
                                    std::span<const std::string_view> choices) {
    const auto at = std::find(choices.begin(), choices.end(), node.text);
    if (node.kind == YamlNode::Kind::scalar && at != choices.end())
      return static_cast<std::size_t>(at - choices.begin());
    const std::string given =
        node.kind == YamlNode::Kind::scalar ? in_quotes(node.text) : std::string(name_of(node.kind));
    complain(node, fmt::format("{} is {}, not {}", what, base::join({choices.begin(), choices.end()}, " or "), given));
    return std::nullopt;
  }

  std::optional<int> number(const YamlNode& node, std::string_view what, int least, int most) {
    int n = 0;
    const char* end = node.text.data() + node.text.size();
    const auto [stop, error] = std::from_chars(node.text.data(), end, n);
    if (node.kind == YamlNode::Kind::scalar && error == std::errc() && stop == end && n >= least && n <= most) return n;
    complain(node, least == most ? fmt::format("{} is {}", what, least)
                                 : fmt::format("{} is a whole number from {} to {}", what, least, most));
    return std::nullopt;
  }

  std::optional<AllowedRegistry> registry(const YamlNode& item) {
    const bool is_public = item.text == public_word;
    const std::string address = is_public ? npm::public_registry_url() : item.text;
    if (!is_public && !address.starts_with("https://") && !address.starts_with("http://")) {
      complain(item, fmt::format("{} is no address of a registry", in_quotes(item.text)),
               "https://HOST[:PORT]/PATH/, or the word public");
      return std::nullopt;
    }
    const auto place = parse_trusted_place(address);
    if (!place) {
      complain(item, fmt::format("{}: {}", in_quotes(item.text), place.error()));
      return std::nullopt;
    }
    return AllowedRegistry{*place, is_public ? "the public npm registry" : in_quotes(item.text), is_public};
  }

  void read_registries(const YamlNode& node) {
    if (node.kind == YamlNode::Kind::null) return;
    if (node.kind != YamlNode::Kind::map) {
      complain(node, fmt::format("registries is a mapping, not {}", name_of(node.kind)),
               "\"@acme\": [https://npm.acme.example/]");
      return;
    }
    for (const auto& [key, value] : node.members) {
      const bool is_scope =
          key.text.size() > 1 && key.text[0] == '@' && key.text.find_first_of("/*: ") == std::string::npos;
      if (!is_scope && key.text != "default") {
        complain(key, fmt::format("{} is no scope", in_quotes(key.text)),
                 key.text.starts_with('@')
                     ? "a scope is named whole, without package or wildcard"
                     : "write \"@scope\" in quotes, or default for all packages that no other line is for");
        continue;
      }
      RegistryRule rule{is_scope ? key.text : "", {}, key.place};
      const auto list = words(value, in_quotes(key.text));
      if (!list) continue;
      for (const YamlNode* item : *list)
        if (auto allowed = registry(*item)) rule.allowed.push_back(std::move(*allowed));
      policy_.registries.push_back(std::move(rule));
    }
  }

  void read_credentials(const YamlNode& node) {
    if (!check_keys(node, "credentials", credential_keys, policy_.complaints)) return;
    policy_.credentials = terms(node);
    const YamlNode* hosts = node.find("hosts");
    if (!hosts || hosts->kind == YamlNode::Kind::null) return;
    if (hosts->kind != YamlNode::Kind::map) {
      complain(*hosts, fmt::format("hosts is a mapping, not {}", name_of(hosts->kind)),
               "npm.acme.example: {kinds: [token]}");
      return;
    }
    for (const auto& [key, value] : hosts->members) {
      const auto where = parse_trusted_place(key.text == public_word ? npm::public_registry_host() : key.text);
      if (!where) {
        complain(key, fmt::format("{}: {}", in_quotes(key.text), where.error()));
        continue;
      }
      if (!check_keys(value, in_quotes(key.text), host_keys, policy_.complaints)) continue;
      policy_.hosts.push_back({*where, terms(value)});
    }
  }

  Terms terms(const YamlNode& node) {
    Terms out;
    if (const YamlNode* v = node.find("kinds"))
      if (const auto list = words(*v, "kinds")) {
        std::vector<Kind> kinds;
        for (const YamlNode* item : *list)
          if (const auto n = choice(*item, "a kind", kind_words)) kinds.push_back(static_cast<Kind>(*n));
        out.kinds = {std::move(kinds), v->place};
      }
    if (const YamlNode* v = node.find("literals"))
      if (const auto n = choice(*v, "literals", literal_words)) out.literals = {static_cast<Literals>(*n), v->place};
    if (const YamlNode* v = node.find("token-prefixes"))
      if (const auto list = words(*v, "token-prefixes")) out.token_prefixes = {prefixes(*list), v->place};
    if (const YamlNode* v = node.find("minimum-days-left"))
      if (const auto n = number(*v, "minimum-days-left", 0, limits::policy_days_max))
        out.minimum_days_left = {*n, v->place};
    return out;
  }

  std::vector<std::string> prefixes(const std::vector<const YamlNode*>& list) {
    std::vector<std::string> out;
    for (const YamlNode* item : list) {
      if (item->text.empty() || item->text.size() > limits::policy_prefix_max_chars)
        complain(*item, fmt::format("a prefix has 1 to {} characters", limits::policy_prefix_max_chars),
                 "the issuer's own mark is meant: npm_, glpat-, github_pat_");
      else
        out.push_back(item->text);
    }
    return out;
  }

  Policy& policy_;
};

}  // namespace

std::string_view name_of(Kind kind) {
  return kind_words[static_cast<std::size_t>(kind)];
}

const RegistryRule* Policy::rule_for(std::string_view scope) const {
  const RegistryRule* other = nullptr;
  for (const RegistryRule& rule : registries) {
    if (!scope.empty() && rule.scope == scope) return &rule;
    if (rule.scope.empty()) other = &rule;
  }
  return other;
}

Terms Policy::terms_for_key(std::string_view key) const {
  const HostTerms* best = nullptr;  // the deepest path
  for (const HostTerms& host : hosts)
    if (TrustedHosts({host.where}).covers_key(key) && (!best || best->where.path.size() < host.where.path.size()))
      best = &host;
  Terms out = credentials;
  if (!best) return out;
  if (best->terms.kinds) out.kinds = best->terms.kinds;
  if (best->terms.literals) out.literals = best->terms.literals;
  if (best->terms.token_prefixes) out.token_prefixes = best->terms.token_prefixes;
  if (best->terms.minimum_days_left) out.minimum_days_left = best->terms.minimum_days_left;
  return out;
}

Policy parse_policy(std::shared_ptr<const base::Source> source) {
  Policy policy;
  policy.path = source->path();
  policy.source = std::move(source);
  const auto root = parse_yaml(*policy.source);
  if (root)
    Reader(policy).read(*root);
  else
    policy.complaints.push_back(root.error());
  return policy;
}

}  // namespace e401::policy
