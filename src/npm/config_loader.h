// One loading of npm's configuration, step by step in npm's own order: default, builtin, cli, env, project, user,
// global; then flattening, which writes back; then the validation every command but `config` begins with. Private to
// npm/.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "npm/config_values.h"
#include "npm/field.h"

namespace e401::npm {

class ConfigLoader {
 public:
  ConfigLoader(Situation situation, const base::ReadFiles& files);
  Config run();

 private:
  struct RawItem {
    std::string key;
    Value value;
    int entry = -1;  // index in the layer's entries
  };
  struct Unknown {
    Layer layer;
    std::string key;       // as written
    std::string base_key;  // its last part, for keys with a colon
    std::string source;
    std::string shown(std::string_view dashes) const;
  };

  // config_load.cpp
  void load_layers();
  void load_cli();
  void load_env();
  void load_file(Layer layer, const std::string& path);
  void load_project();
  void take_items(Layer layer, std::string source, const std::vector<RawItem>& items);
  bool take_item(Layer layer, const RawItem& item);
  bool claim_source(Layer layer, const std::string& source);
  bool is_excluded(Layer layer, std::string_view key);
  void note_unknown(Layer layer, const std::string& key);
  void mark_superseded(Layer layer);
  void fail(ConfigError error);
  bool failed() const { return config_.load_error.has_value(); }

  // config_validate.cpp
  void validate();
  void refuse_registry();
  void check_bare_credentials(Layer layer, const std::string& nerfed, std::vector<ConfigError::Problem>& problems);
  void clean_layer(Layer layer);
  void check_unknown_keys();
  void check_workspace_flags();

  // config_flatten.cpp
  bool flatten(LayerStore& store);
  bool flatten_layer(LayerStore& store, Layer layer);
  bool flatten_key(LayerStore& store, Layer layer, const std::string& key);
  bool write_omit_lists(LayerStore& store, Layer layer);
  void prefix_scope();
  void check_loglevel();
  void note_derived_entries();

  // config_adopt.cpp (npm 7, 8)
  void adopt_bare_credentials();

  LayerData& layer(Layer l) { return config_.layers[static_cast<std::size_t>(l)]; }
  void warn(std::string words) { config_.warnings.push_back(std::move(words)); }

  const base::ReadFiles& files_;
  Config config_;
  Dialect dialect_;
  FieldContext context_;
  LayerStore store_;
  LayerStore cleaned_;
  bool scope_was_prefixed_ = false;
  std::vector<std::pair<std::string, Layer>> sources_;
  std::vector<Unknown> unknown_;
  std::vector<std::string> queued_warnings_;  // npm says them when a command begins
};

}  // namespace e401::npm
