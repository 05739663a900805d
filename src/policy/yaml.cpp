// yaml-cpp as an event parser: its tree would lose the places of what is wrong, and would follow aliases. Exceptions
// end here: ours to stop at the first thing that is refused, and the library's own.
#include "policy/yaml.h"

#include <fmt/core.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <sstream>

#include "base/limits.h"
#include "base/redact.h"
#include "base/text.h"
#include "npm/utf8.h"

namespace e401::policy {
namespace {

constexpr std::size_t quoted_max_chars = 60;

class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::string path) : path_(std::move(path)) {}
  YamlNode take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark& mark, const std::string&) override { refuse_alias(mark); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse_alias(mark); }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (anchor) refuse_alias(mark);
    add(make(YamlNode::Kind::null, mark));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check(mark, tag, anchor);
    YamlNode node = make(YamlNode::Kind::scalar, mark);
    node.is_plain = tag != "!";
    // The event parser names a null only where nothing at all is written.
    if (node.is_plain && (value.empty() || value == "~" || value == "null"))
      node.kind = YamlNode::Kind::null;
    else
      node.text = value;
    add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    YamlNode node;
    std::optional<YamlNode> key;  // of a map: its value is awaited
  };

  base::Place place_of(const YAML::Mark& mark) const { return {path_, mark.line + 1, mark.column + 1}; }
  YamlNode make(YamlNode::Kind kind, const YAML::Mark& mark) const {
    YamlNode node;
    node.kind = kind;
    node.place = place_of(mark);
    return node;
  }
  [[noreturn]] void refuse(const base::Place& place, std::string what, std::string help = {}) const {
    throw Complaint{place, std::move(what), std::move(help)};
  }
  [[noreturn]] void refuse_alias(const YAML::Mark& mark) const {
    refuse(place_of(mark), "anchors and aliases (&name, *name) are not read here", "write the value out");
  }
  void check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) const {
    if (anchor) refuse_alias(mark);
    if (!tag.empty() && tag != "?" && tag != "!")
      refuse(place_of(mark), "tags (!name) are not read here", "leave it out");
  }
  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    check(mark, tag, anchor);
    if (open_.size() >= limits::yaml_depth_max)
      refuse(place_of(mark), fmt::format("it is nested deeper than {} levels", limits::yaml_depth_max));
    open_.push_back({make(kind, mark), std::nullopt});
  }
  void close() {
    YamlNode node = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(node));
  }
  void add(YamlNode node) {
    if (++nodes_ > limits::yaml_nodes_max)
      refuse(node.place, fmt::format("it has more than {} values", limits::yaml_nodes_max));
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == YamlNode::Kind::list) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      if (node.kind != YamlNode::Kind::scalar)
        refuse(node.place, "a key is a word, not " + std::string(name_of(node.kind)));
      if (const YamlNode* first = parent.node.find(node.text))
        refuse(node.place,
               fmt::format("the key {} is there twice, first on line {}", in_quotes(node.text), first->place.line));
      parent.key = std::move(node);
    } else {
      parent.node.members.push_back({std::move(*parent.key), std::move(node)});
      parent.key.reset();
    }
  }

  std::string path_;
  std::vector<Open> open_;
  YamlNode root_;
  std::size_t nodes_ = 0;
};

// Only UTF-8 (the library would also take UTF-16, with places that no editor shows) without control characters.
std::optional<Complaint> unreadable_bytes(const base::Source& source) {
  const std::string& text = source.text();
  if (text.size() > limits::yaml_file_max_bytes)
    return Complaint{
        {source.path(), 0, 0}, fmt::format("it is larger than {} KB", limits::yaml_file_max_bytes >> 10), ""};
  for (std::size_t at = 0; at < text.size();) {
    const npm::CodePoint point = npm::first_code_point(std::string_view(text).substr(at));
    const bool is_control = point.value < 0x20 && point.value != '\n' && point.value != '\r' && point.value != '\t';
    if (!point.valid) return Complaint{source.place(at), "it is not UTF-8", "save it as UTF-8"};
    if (is_control || point.value == 0x7f)
      return Complaint{source.place(at), "there is a control character", "remove it"};
    at += point.length;
  }
  return std::nullopt;
}

}  // namespace

std::string Complaint::text() const {
  std::string out = place.file;
  if (place.line) out += fmt::format(":{}:{}", place.line, place.column);
  return out + ": " + what + (help.empty() ? "" : "; " + help);
}

const YamlNode* YamlNode::find(std::string_view key) const {
  for (const auto& [name, value] : members)
    if (name.text == key) return &value;
  return nullptr;
}

std::string_view name_of(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::scalar:
      return "a text";
    case YamlNode::Kind::list:
      return "a list";
    case YamlNode::Kind::map:
      return "a mapping";
  }
  return "";
}

std::string in_quotes(std::string_view text) {
  std::string shown = base::printable(base::mask_shapes(text));
  if (shown.size() > quoted_max_chars) shown = npm::well_formed(shown.substr(0, quoted_max_chars)) + "...";
  return "'" + shown + "'";
}

std::expected<YamlNode, Complaint> parse_yaml(const base::Source& source) {
  if (auto bad = unreadable_bytes(source)) return std::unexpected(std::move(*bad));
  TreeBuilder builder(source.path());
  try {
    std::istringstream in(source.text());
    YAML::Parser parser(in);
    parser.HandleNextDocument(builder);
    YamlNode root = builder.take();
    TreeBuilder rest(source.path());
    if (parser.HandleNextDocument(rest))
      return std::unexpected(
          Complaint{rest.take().place, "there is a second document", "one file is one document: take out the ---"});
    return root;
  } catch (Complaint& complaint) {
    return std::unexpected(std::move(complaint));
  } catch (const YAML::Exception& e) {
    base::Place place{source.path(), e.mark.line + 1, e.mark.column + 1};
    if (e.mark.is_null()) place.line = place.column = 0;
    const auto at = static_cast<std::size_t>(std::max(e.mark.pos, 0));
    if (at < source.text().size() && source.text()[at] == '@')
      return std::unexpected(Complaint{place, "a text that begins with @ stands in quotes", "write \"@scope\""});
    return std::unexpected(Complaint{place, "this is not YAML: " + base::printable(e.msg), ""});
  }
}

}  // namespace e401::policy
