// e401's own files: any bytes are read in bounded work, and what is read or refused has its place in the text.
#include <string>

#include "base/limits.h"
#include "fuzz_target.h"
#include "policy/trusted_hosts.h"
#include "policy/yaml.h"

using namespace e401;

namespace {

void check_place(const base::Place& place, const base::Source& source) {
  if (place.line == 0) return;  // the file as a whole
  const auto line = static_cast<std::size_t>(place.line);
  must(line <= source.line_count() + 1, "a line lies in the text");
  must(place.column >= 1, "columns count from 1");
}

std::size_t check_node(const policy::YamlNode& node, const base::Source& source, std::size_t depth) {
  must(depth <= limits::yaml_depth_max, "depth is bounded");
  check_place(node.place, source);
  std::size_t nodes = 1;
  for (const policy::YamlNode& item : node.items) nodes += check_node(item, source, depth + 1);
  for (const auto& [key, value] : node.members) {
    must(key.kind == policy::YamlNode::Kind::scalar, "keys are words");
    must(node.find(key.text) == &value, "no key is there twice");
    nodes += 1 + check_node(value, source, depth + 1);
  }
  if (node.kind == policy::YamlNode::Kind::scalar)
    if (const auto place = policy::parse_trusted_place(node.text)) {
      must(!place->host_port.empty() && place->path.starts_with('/') && place->path.ends_with('/'), "a place is whole");
      must(policy::TrustedHosts({*place}).covers_key("//" + place->host_port + place->path + ":_authToken") ||
               place->path.find("%") != std::string::npos,
           "a place covers its own key");
    }
  return nodes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::Source source("c.yaml", std::string(reinterpret_cast<const char*>(data), size));
  const auto root = policy::parse_yaml(source);
  if (root)
    must(check_node(*root, source, 0) <= limits::yaml_nodes_max, "the number of values is bounded");
  else {
    check_place(root.error().place, source);
    must(!root.error().what.empty(), "a refusal says why");
    (void)root.error().text();
  }
  return 0;
}
