// R-58..R-61, as far as they are seen from outside: npm makes flat options from all layers, low to high; some of its
// functions write back into the layer they read, and some throw on values of an unexpected kind, which ends npm before
// any command.
#include <algorithm>
#include <span>

#include "npm/config_loader.h"
#include "npm/js.h"

namespace e401::npm {
namespace {

using Keys = std::span<const std::string_view>;

bool is_any_of(std::string_view key, Keys keys) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

constexpr std::string_view omit_keys[] = {"also", "dev", "include", "omit", "only", "optional", "production"};

// Which keys make npm write the key into the same layer.
Keys causes_of(std::string_view key) {
  static constexpr std::string_view exact[] = {"save-exact"}, otp[] = {"otp"}, lock[] = {"shrinkwrap"},
                                    style[] = {"legacy-bundling", "global-style"};
  if (key == "save-prefix") return exact;
  if (key == "auth-type") return otp;
  if (key == "package-lock") return lock;
  if (key == "install-strategy") return style;
  if (key == "omit" || key == "include") return omit_keys;
  return {};
}

// A list as JavaScript has it: found somewhere below and changed in place, or a new one.
struct FoundList {
  Value* shared = nullptr;
  Value::Array own;
  bool is_list = true;  // else npm throws when it pushes or spreads

  Value::Array& items() { return shared ? *shared->get<Value::Array>() : own; }
};

FoundList find_list(LayerStore& store, Layer layer, std::string_view key) {
  FoundList found;
  const Value seen = store.seen_from(layer, key);
  if (!seen.truthy()) return found;
  found.is_list = seen.is<Value::Array>();
  if (!found.is_list) return found;
  for (std::size_t i = static_cast<std::size_t>(layer) + 1; i-- > 0 && !found.shared;)
    found.shared = store.own_for_change(layers_low_to_high[i], key);
  return found;
}

bool contains(const Value::Array& items, const Value& wanted) {
  return std::find(items.begin(), items.end(), wanted) != items.end();
}

Value::Array without_doubles(const Value::Array& items) {
  Value::Array out;
  for (const Value& item : items)
    if (!contains(out, item)) out.push_back(item);
  return out;
}

}  // namespace

// Dev, optional, only, also and production are turned into omit and include lists of the same layer.
bool ConfigLoader::write_omit_lists(LayerStore& store, Layer layer) {
  for (std::string_view key : {"omit", "include"})
    store.own_for_change(Layer::default_, key);  // pointers below stay valid
  FoundList omit = find_list(store, layer, "omit");
  FoundList include = find_list(store, layer, "include");
  if (!omit.is_list || !include.is_list) return false;
  const std::string only = store.seen_from(layer, "only").to_string();
  const Value production = store.seen_from(layer, "production");
  const Value optional = store.seen_from(layer, "optional");
  if (only == "prod" || only == "production" || production.truthy())
    omit.items().emplace_back("dev");
  else if (production == Value(false))
    include.items().emplace_back("dev");
  if (store.seen_from(layer, "also").to_string().starts_with("dev")) include.items().emplace_back("dev");
  if (store.seen_from(layer, "dev").truthy()) include.items().emplace_back("dev");
  if (optional == Value(false)) omit.items().emplace_back("optional");
  if (optional == Value(true)) include.items().emplace_back("optional");

  Value::Array omitted = without_doubles(omit.items());
  std::erase_if(omitted, [&](const Value& item) { return contains(include.items(), item); });
  Value::Array included = without_doubles(include.items());
  store.assign(layer, "omit", std::move(omitted));
  store.assign(layer, "include", std::move(included));
  return true;
}

// False where npm would throw.
bool ConfigLoader::flatten_key(LayerStore& store, Layer layer, const std::string& key) {
  const auto seen = [&](std::string_view k) { return store.seen_from(layer, k); };
  const auto write = [&](std::string_view k, Value value) {
    if (const Property* own = store.property(layer, k); own && own->value == value) return;  // keeps its line
    store.assign(layer, k, std::move(value));
  };
  if (is_any_of(key, omit_keys)) return write_omit_lists(store, layer);
  if (key == "save-exact" || key == "save-prefix") {
    write("save-prefix", seen("save-exact").truthy() ? Value("") : seen("save-prefix"));
  } else if (key == "otp") {
    if (seen("otp").truthy()) write("auth-type", "legacy");
  } else if ((key == "global-style" || key == "legacy-bundling") && dialect_.major >= 9) {
    if (seen(key).truthy()) write("install-strategy", key == "global-style" ? "shallow" : "nested");
  } else if (key == "shrinkwrap" && dialect_.major <= 11) {
    write("package-lock", seen("shrinkwrap"));
  } else if (key == "user-agent" || key == "workspace" || key == "workspaces") {
    return seen("user-agent").string() != nullptr;
  } else if (key == "cache" || key == "searchexclude") {
    return seen(key).string() != nullptr;
  } else if (key == "min-release-age-exclude") {
    return seen(key).is<Value::Array>();
  } else if (key == "cafile" && seen(key).truthy()) {
    const Value file = seen(key);
    if (!file.string()) return false;
    const auto text = files_.read(*file.string(), 1);
    return text || text.error().code == "ENOENT" || text.error().code == "too-large";
  }
  return true;
}

bool ConfigLoader::flatten_layer(LayerStore& store, Layer l) {
  std::vector<std::string> keys;
  if (l == Layer::default_) return true;  // the defaults change nothing
  for (const Property& p : store.properties(l)) keys.push_back(p.key);
  for (const std::string& key : keys) {
    if (!find_option(key, dialect_.major) || flatten_key(store, l, key)) continue;
    const Property* own = store.property(l, key);
    const base::Place place =
        own && own->entry >= 0 ? layer(l).entries[static_cast<std::size_t>(own->entry)].place : base::Place{};
    fail({"bad-value", "", "npm cannot use the value of " + key + " and ends before any command", place, {}});
    return false;
  }
  return true;
}

bool ConfigLoader::flatten(LayerStore& store) {
  if (dialect_.major == 6) return true;  // npm 6 has no flat options
  return std::all_of(layers_low_to_high.begin(), layers_low_to_high.end(),
                     [&](Layer l) { return flatten_layer(store, l); });
}

// R-57. npm 10 and later look the word up before anything has judged it.
void ConfigLoader::check_loglevel() {
  if (dialect_.major < 10) return;
  const Value level = store_.get("loglevel");
  const auto type = type_of_option("loglevel", dialect_.major);
  if (!type || type->has_literal(level)) return;
  const Entry* entry = nullptr;
  if (const auto l = store_.find("loglevel"); l && *l != Layer::default_)
    if (const Property* p = store_.property(*l, "loglevel"); p && p->entry >= 0)
      entry = &layer(*l).entries[static_cast<std::size_t>(p->entry)];
  fail({"bad-loglevel",
        "",
        "Cannot read properties of undefined (reading 'index')",
        entry ? entry->place : base::Place{},
        {}});
}

// R-60. Doing so makes npm forget its flat options: they are made again when all layers have been cleaned.
void ConfigLoader::prefix_scope() {
  const Value scope = store_.get("scope");
  if (!scope.truthy() || scope.to_string().starts_with('@')) return;
  const auto l = store_.find("scope");
  if (!l) return;
  const Property* own = *l == Layer::default_ ? nullptr : store_.property(*l, "scope");
  store_.assign(*l, "scope", "@" + scope.to_string(), own ? own->entry : -1);
  scope_was_prefixed_ = true;
}

// What npm wrote back gets an entry of its own; what it changed is shown changed.
void ConfigLoader::note_derived_entries() {
  for (Layer l : layers_low_to_high) {
    if (l == Layer::default_) continue;
    std::vector<Property> properties = store_.properties(l);
    std::vector<Entry>& entries = layer(l).entries;
    for (Property& p : properties) {
      if (p.entry >= 0) {
        entries[static_cast<std::size_t>(p.entry)].value = p.value;
        continue;
      }
      Entry entry;
      entry.raw_key = entry.key = p.key;
      entry.raw = entry.value = p.value;
      entry.layer = l;
      for (std::string_view key : causes_of(p.key)) {
        const Property* cause = store_.property(l, key);
        if (!cause || cause->entry < 0 || key == p.key || !entry.derived_from.empty()) continue;
        entry.derived_from = key;
        entry.place = entries[static_cast<std::size_t>(cause->entry)].place;
      }
      entries.push_back(std::move(entry));
      p.entry = static_cast<int>(entries.size()) - 1;
    }
    store_.replace_properties(l, std::move(properties));
  }
}

}  // namespace e401::npm
