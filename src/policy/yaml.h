// YAML as e401's own files need it: mappings, lists and scalars, each with its place. What nobody writes into such a
// file and only an attacker gains by is refused at its first byte: anchors, aliases and merge keys (one kilobyte of
// them unfolds to gigabytes), tags, several documents, the same key twice. Size, depth and number of values are
// bounded.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/source.h"

namespace e401::policy {

// What is wrong with a file of e401's own, and where.
struct Complaint {
  base::Place place;
  std::string what;          // one line, printable, without values that may be secret
  std::string help;          // what to write instead; may be ""
  std::string text() const;  // "FILE:LINE:COLUMN: what; help"
};

struct YamlMember;

struct YamlNode {
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  std::string text;       // scalar
  bool is_plain = false;  // scalar: written without quotes
  base::Place place;
  std::vector<YamlNode> items;                       // list
  std::vector<YamlMember> members;                   // map, in file order
  const YamlNode* find(std::string_view key) const;  // nullptr
};

struct YamlMember {
  YamlNode key;  // a scalar
  YamlNode value;
};

// An empty file is null.
std::expected<YamlNode, Complaint> parse_yaml(const base::Source& source);

// "a mapping", "a list", "a text", "nothing"
std::string_view name_of(YamlNode::Kind kind);

// A piece of the file as a message may quote it: printable, short, without what looks like a secret.
std::string in_quotes(std::string_view text);

}  // namespace e401::policy
