// The keys of a mapping, held against those that are known.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "policy/yaml.h"

namespace e401::policy {

// A complaint for every key that is not known, with the one that was probably meant. false: node is neither a mapping
// nor empty (said, too). what: "e401's configuration", "'credentials'".
bool check_keys(const YamlNode& node, std::string_view what, std::span<const std::string_view> known,
                std::vector<Complaint>& complaints);

}  // namespace e401::policy
