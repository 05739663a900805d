#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "npm/config_keys.h"
#include "npm/config_values.h"
#include "npm/semver.h"

namespace e401::npm {
namespace {

const Entry* entry_in(const Config& config, const LayerStore& store, std::string_view key) {
  const auto where = store.find(key);
  if (!where || *where == Layer::default_) return nullptr;
  const Property* p = store.property(*where, key);
  const std::vector<Entry>& entries = config.layer(*where).entries;
  return p && p->entry >= 0 && static_cast<std::size_t>(p->entry) < entries.size()
             ? &entries[static_cast<std::size_t>(p->entry)]
             : nullptr;
}

// "/@.*:registry$/i"
bool is_scope_registry(std::string_view key) {
  constexpr std::string_view tail = ":registry";
  if (key.size() < tail.size() || !base::ascii_iequals(key.substr(key.size() - tail.size()), tail)) return false;
  const std::size_t at = key.find('@');
  return at != std::string_view::npos && at < key.size() - tail.size();
}

}  // namespace

std::string_view name_of(Layer layer) {
  static constexpr std::string_view names[] = {"default", "builtin", "global", "user", "project", "env", "cli"};
  return names[static_cast<std::size_t>(layer)];
}

std::optional<Version> Version::parse(std::string_view text) {
  const auto valid = valid_semver(text);
  if (!valid) return std::nullopt;
  Version version;
  version.text = *valid;
  version.assumed = false;
  int* parts[] = {&version.major, &version.minor, &version.patch};
  const char* at = valid->data();
  const char* const end = at + valid->size();
  for (int* part : parts) {
    const auto read = std::from_chars(at, end, *part);
    if (read.ec != std::errc()) return std::nullopt;
    at = read.ptr + (read.ptr == end ? 0 : 1);
  }
  return version;
}

std::optional<std::string> Situation::variable(std::string_view name) const {
  for (auto at = env.rbegin(); at != env.rend(); ++at)
    if (at->first == name) return at->second;
  return std::nullopt;
}

const Entry* Config::find(std::string_view key) const {
  return values_ ? entry_in(*this, values_->loaded, key) : nullptr;
}

Value Config::get(std::string_view key) const {
  return values_ ? values_->loaded.get(key) : Value();
}

Value Config::cleaned(std::string_view key) const {
  return values_ ? values_->cleaned.get(key) : Value();
}

Layer Config::layer_of(std::string_view key) const {
  return values_ ? values_->loaded.find(key).value_or(Layer::default_) : Layer::default_;
}

std::vector<const Entry*> Config::all(std::string_view key) const {
  std::vector<const Entry*> out;
  for (auto l = layers_low_to_high.rbegin(); l != layers_low_to_high.rend(); ++l) {
    const std::vector<Entry>& entries = layer(*l).entries;
    for (const bool superseded : {false, true})
      for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry)
        if (entry->key == key && !entry->in_section && entry->superseded == superseded) out.push_back(&*entry);
  }
  return out;
}

std::vector<const Entry*> Config::effective() const {
  std::vector<const Entry*> out;
  if (!values_) return out;
  for (auto l = layers_low_to_high.rbegin(); l != layers_low_to_high.rend(); ++l)
    for (const Property& p : values_->loaded.properties(*l))
      if (const Entry* entry = entry_in(*this, values_->loaded, p.key); entry && entry->layer == *l)
        out.push_back(entry);
  std::sort(out.begin(), out.end(), [](const Entry* a, const Entry* b) { return a->key < b->key; });
  return out;
}

// The flat options under npm's own key names. What npm copies unchanged is what the highest layer says.
Value Config::flat(std::string_view key) const {
  if (!values_) return {};
  const LayerStore& store = values_->flat;
  Value value = store.get(key);
  if (key.starts_with("//") || is_scope_registry(key)) return value;
  if (!find_option(key, values_->dialect.major)) return Undefined{};
  if (key == "scope")
    return value.truthy() && !value.to_string().starts_with('@') ? Value("@" + value.to_string()) : value;
  if (key == "noproxy") return value.is<Value::Array>() ? Value(value.to_string()) : value;
  if (key == "global") return store.get("location") == Value("global") ? Value(true) : value;
  if (key == "location") return store.get("global").truthy() ? Value("global") : value;
  if (key == "ca" && store.get("cafile").truthy()) return Undefined{};  // replaced by the file's certificates
  return value;
}

const Entry* Config::flat_entry(std::string_view key) const {
  return values_ ? entry_in(*this, values_->flat, key) : nullptr;
}

std::string Config::registry() const {
  const Value value = flat("registry");
  return value.truthy() ? value.to_string() : std::string();
}

std::string Config::scope() const {
  const Value value = flat("scope");
  return value.truthy() ? value.to_string() : std::string();
}

}  // namespace e401::npm
