#include "npm/layer_store.h"

#include <algorithm>

#include "npm/js.h"

namespace e401::npm {
namespace {

const Property* find_in(const std::vector<Property>& properties, std::string_view key) {
  for (const Property& p : properties)
    if (p.key == key) return &p;
  return nullptr;
}

std::size_t number_of(Layer layer) {
  return static_cast<std::size_t>(layer);
}

// Registry and scope keys have no default: spares a search through the whole table.
bool may_have_default(std::string_view key) {
  return !key.starts_with('/') && !key.starts_with('@');
}

}  // namespace

LayerStore::LayerStore(std::vector<Property> defaults, std::string cwd, bool has_global_ignore_file)
    : defaults_(std::make_shared<std::vector<Property>>(std::move(defaults))),
      cwd_(std::move(cwd)),
      ignore_file_computed_(has_global_ignore_file) {}

bool LayerStore::is_computed(std::string_view key) const {
  return (globalconfig_computed_ && key == "globalconfig") || (ignore_file_computed_ && key == "global-ignore-file");
}

Value LayerStore::computed(std::string_view key) const {
  const Value prefix = get("prefix");
  if (!prefix.string()) return Undefined{};
  const std::string root = path_resolve(cwd_, *prefix.string());
  return path_resolve(root, key == "globalconfig" ? "etc/npmrc" : "etc/npmignore");
}

void LayerStore::assign(Layer layer, std::string_view key, Value value, int entry) {
  if (is_computed(key)) {
    (key == "globalconfig" ? globalconfig_computed_ : ignore_file_computed_) = false;
    layer = Layer::default_;
    entry = -1;
  }
  std::vector<Property>& own = layers_[number_of(layer)];
  const auto same = std::find_if(own.begin(), own.end(), [&](const Property& p) { return p.key == key; });
  if (same != own.end()) {
    same->value = std::move(value);
    same->entry = entry;
    return;
  }
  auto at = own.end();
  if (is_array_index(key))
    at = std::find_if(own.begin(), own.end(), [&](const Property& p) { return index_before(key, p.key); });
  own.insert(at, Property{std::string(key), std::move(value), entry});
}

void LayerStore::erase(Layer layer, std::string_view key) {
  std::erase_if(layers_[number_of(layer)], [&](const Property& p) { return p.key == key; });
}

const Property* LayerStore::property(Layer layer, std::string_view key) const {
  return find_in(layers_[number_of(layer)], key);
}

std::optional<Value> LayerStore::own(Layer layer, std::string_view key) const {
  if (const Property* p = property(layer, key)) return p->value;
  if (layer != Layer::default_ || !may_have_default(key)) return std::nullopt;
  if (is_computed(key)) return computed(key);
  if (const Property* p = find_in(*defaults_, key)) return p->value;
  return std::nullopt;
}

bool LayerStore::has_own(Layer layer, std::string_view key) const {
  return property(layer, key) || (layer == Layer::default_ && may_have_default(key) && find_in(*defaults_, key));
}

Value* LayerStore::own_for_change(Layer layer, std::string_view key) {
  std::vector<Property>& own = layers_[number_of(layer)];
  for (Property& p : own)
    if (p.key == key) return &p.value;
  if (layer != Layer::default_) return nullptr;
  const Property* p = find_in(*defaults_, key);
  if (!p) return nullptr;
  own.push_back(*p);
  return &own.back().value;
}

Value LayerStore::seen_from(Layer layer, std::string_view key) const {
  for (std::size_t i = number_of(layer); i > 0; --i)
    if (const Property* p = find_in(layers_[i], key)) return p->value;
  return own(Layer::default_, key).value_or(Undefined{});
}

std::optional<Layer> LayerStore::find(std::string_view key) const {
  for (auto layer = layers_low_to_high.rbegin(); layer != layers_low_to_high.rend(); ++layer)
    if (has_own(*layer, key)) return *layer;
  return std::nullopt;
}

void LayerStore::replace_properties(Layer layer, std::vector<Property> properties) {
  layers_[number_of(layer)] = std::move(properties);
}

std::vector<std::string> LayerStore::keys(Layer layer) const {
  std::vector<std::string> out;
  if (layer == Layer::default_)
    for (const Property& p : *defaults_) out.push_back(p.key);
  for (const Property& p : layers_[number_of(layer)])
    if (layer != Layer::default_ || !find_in(*defaults_, p.key)) out.push_back(p.key);
  return out;
}

bool LayerStore::prefix_is_usable() const {
  return (!globalconfig_computed_ && !ignore_file_computed_) || get("prefix").string();
}

}  // namespace e401::npm
