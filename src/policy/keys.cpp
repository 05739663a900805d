#include "policy/keys.h"

#include <fmt/core.h>

#include "base/text.h"

namespace e401::policy {
namespace {

constexpr int near_miss_edits_max = 3;

std::string lower_with_dashes(std::string_view key) {
  std::string out;
  for (const char c : key) {  // trustedHosts, trusted_hosts
    if (c >= 'A' && c <= 'Z' && !out.empty() && out.back() != '-') out += '-';
    out += c == '_' || c == ' ' ? '-' : c;
  }
  return base::ascii_lower(out);
}

std::string help_for(std::string_view key, std::span<const std::string_view> known) {
  const std::string plain = lower_with_dashes(key);
  std::string_view best;
  int least = near_miss_edits_max + 1;
  for (const std::string_view candidate : known) {
    const int distance = base::edit_distance(plain, candidate, near_miss_edits_max);
    const bool is_near = distance * 2 < static_cast<int>(candidate.size());  // "a" is no misspelt "kinds"
    if (is_near && distance < least) {
      least = distance;
      best = candidate;
    }
  }
  if (!best.empty()) return fmt::format("did you mean '{}'?", best);
  return "known are: " + base::join({known.begin(), known.end()}, ", ");
}

}  // namespace

bool check_keys(const YamlNode& node, std::string_view what, std::span<const std::string_view> known,
                std::vector<Complaint>& complaints) {
  if (node.kind == YamlNode::Kind::null) return true;
  if (node.kind != YamlNode::Kind::map) {
    complaints.push_back({node.place, fmt::format("{} is a mapping, not {}", what, name_of(node.kind)), ""});
    return false;
  }
  for (const auto& [key, value] : node.members) {
    bool is_known = false;
    for (const std::string_view k : known) is_known = is_known || k == key.text;
    if (!is_known)
      complaints.push_back(
          {key.place, fmt::format("{} has no key {}", what, in_quotes(key.text)), help_for(key.text, known)});
  }
  return true;
}

}  // namespace e401::policy
