// The values of npm's layers while they are loaded, cleaned and flattened: one object per layer, each inheriting from
// the next lower one, as npm keeps them. Two keys are special: the defaults of `globalconfig` and
// `global-ignore-file` are computed from the effective prefix, until the first layer that assigns one replaces the
// default itself.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "npm/config.h"

namespace e401::npm {

struct Property {
  std::string key;
  Value value;
  int entry = -1;  // index in LayerData::entries; -1: not from a line (defaults, write-backs)
};

class LayerStore {
 public:
  LayerStore() = default;
  // defaults: in npm's order.
  LayerStore(std::vector<Property> defaults, std::string cwd, bool has_global_ignore_file);

  // data[key] = value
  void assign(Layer layer, std::string_view key, Value value, int entry = -1);
  void erase(Layer layer, std::string_view key);

  bool has_own(Layer layer, std::string_view key) const;
  std::optional<Value> own(Layer layer, std::string_view key) const;
  const Property* property(Layer layer, std::string_view key) const;  // not for the default layer
  // For npm's `list.push()` on a list that it found: the layer's own value itself.
  Value* own_for_change(Layer layer, std::string_view key);

  // The value as a layer sees it: its own or the nearest below.
  Value seen_from(Layer layer, std::string_view key) const;
  Value get(std::string_view key) const { return seen_from(Layer::cli, key); }
  std::optional<Layer> find(std::string_view key) const;

  // Own properties of a layer other than default, in JavaScript's order of keys.
  const std::vector<Property>& properties(Layer layer) const { return layers_[static_cast<std::size_t>(layer)]; }
  void replace_properties(Layer layer, std::vector<Property> properties);
  // Own keys of any layer in that order.
  std::vector<std::string> keys(Layer layer) const;

  // nullopt where npm would throw: the effective prefix is no text, and something is computed from it.
  bool prefix_is_usable() const;

 private:
  bool is_computed(std::string_view key) const;
  Value computed(std::string_view key) const;

  std::shared_ptr<const std::vector<Property>> defaults_ = std::make_shared<std::vector<Property>>();
  std::array<std::vector<Property>, 7> layers_;  // that of the default layer holds what was changed in it
  std::string cwd_;
  bool globalconfig_computed_ = true;
  bool ignore_file_computed_ = true;
};

}  // namespace e401::npm
