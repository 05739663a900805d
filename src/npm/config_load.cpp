#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "npm/argv.h"
#include "npm/config_loader.h"
#include "npm/defaults.h"
#include "npm/js.h"
#include "npm/local_prefix.h"
#include "npm/rc_entries.h"
#include "npm/rc_file.h"

namespace e401::npm {
namespace {

constexpr std::string_view env_prefix = "npm_config_";

// R-20: "NPM_CONFIG__AUTH" -> "_auth"; nullopt for variables that set nothing.
std::optional<std::string> key_of_variable(std::string_view name, std::string_view value, const Dialect& dialect) {
  if (value.empty() || name.size() < env_prefix.size()) return std::nullopt;
  if (!base::ascii_iequals(name.substr(0, env_prefix.size()), env_prefix)) return std::nullopt;
  std::string key(name.substr(env_prefix.size()));
  if (key.starts_with("//") && dialect.keeps_registry_keys_of_env) return key;
  if (!key.empty()) std::replace(key.begin() + 1, key.end(), '_', '-');
  return base::ascii_lower(key);
}

std::string unset_variable(const std::vector<VariableUse>& uses) {
  for (const VariableUse& use : uses)
    if (!use.set) return use.name;
  return {};
}

}  // namespace

ConfigLoader::ConfigLoader(Situation situation, const base::ReadFiles& files)
    : files_(files), dialect_(dialect_of(situation.npm)), context_{config_.situation, dialect_} {
  config_.situation = std::move(situation);
}

Config ConfigLoader::run() {
  for (Layer l : layers_low_to_high) layer(l).layer = l;
  load_layers();
  if (!failed() && dialect_.cleans_at_load) {
    cleaned_ = store_;
    for (Layer l : {Layer::global, Layer::user, Layer::project, Layer::env}) clean_layer(l);
    store_ = cleaned_;
  }
  if (!failed() && dialect_.adopts_bare_credentials) adopt_bare_credentials();
  config_.global_prefix = store_.get("prefix").to_string();
  if (!failed() && !store_.prefix_is_usable())
    fail({"ERR_INVALID_ARG_TYPE", "ERR_INVALID_ARG_TYPE", "The \"paths[0]\" argument must be of type string.", {}, {}});
  if (!failed() && flatten(store_)) check_loglevel();
  note_derived_entries();
  LayerStore flat = store_;
  prefix_scope();
  cleaned_ = store_;
  if (scope_was_prefixed_ && !failed()) {
    flatten(store_);
    note_derived_entries();
  }
  if (!failed()) validate();
  if (scope_was_prefixed_) {
    flat = cleaned_;
    if (!failed()) flatten(flat);
  }
  config_.values_ = std::make_shared<const Config::Values>(Config::Values{dialect_, store_, cleaned_, std::move(flat)});
  return std::move(config_);
}

void ConfigLoader::fail(ConfigError error) {
  if (!config_.load_error) config_.load_error = std::move(error);
}

void ConfigLoader::load_layers() {
  const Situation& situation = config_.situation;
  if (situation.home.empty() && !situation.variable("HOME")) {  // an empty HOME is one to npm: "~" stays as it is
    return fail(
        {"no-home",
         "",
         "HOME is not set and the user has no home in the system's user list (passwd): npm would not find ~/.npmrc",
         {"env:HOME", 0, 0},
         {}});
  }
  config_.global_prefix = default_global_prefix(situation);
  store_ =
      LayerStore(default_properties(context_, config_.global_prefix), situation.cwd, dialect_.has_global_ignore_file);
  layer(Layer::default_).source = "default values";
  layer(Layer::default_).status = LayerData::Status::read;
  claim_source(Layer::default_, layer(Layer::default_).source);

  const std::string npm_root = situation.npm_root.empty() ? situation.cwd : situation.npm_root;
  if (situation.npm_root.empty())
    claim_source(Layer::builtin, layer(Layer::builtin).source = "npmrc of npm itself (npm was not found)");
  else
    load_file(Layer::builtin, path_resolve(npm_root, "npmrc"));
  if (!failed()) load_cli();
  if (!failed()) load_env();
  if (!failed()) load_project();
  for (Layer l : {Layer::user, Layer::global}) {
    if (failed()) return;
    const Value path = store_.get(l == Layer::user ? "userconfig" : "globalconfig");
    if (path.string()) {
      load_file(l, *path.string());
    } else {
      layer(l).status = LayerData::Status::unreadable;
      layer(l).error_code = "ERR_INVALID_ARG_TYPE";
    }
  }
}

// R-12: one source cannot be two layers.
bool ConfigLoader::claim_source(Layer l, const std::string& source) {
  for (const auto& [known, by] : sources_) {
    if (known != source) continue;
    fail({"double-loading",
          "",
          "double-loading config \"" + source + "\" as \"" + std::string(name_of(l)) + "\", previously loaded as \"" +
              std::string(name_of(by)) + "\"",
          {source, 0, 0},
          {}});
    return false;
  }
  sources_.emplace_back(source, l);
  layer(l).source = source;
  return true;
}

void ConfigLoader::load_cli() {
  ParsedArgv parsed = parse_argv(config_.situation.argv, dialect_);
  config_.positionals = std::move(parsed.positionals);
  for (std::string& words : parsed.warnings) warn(std::move(words));
  if (parsed.error) return fail(std::move(*parsed.error));
  if (dialect_.warns_of_unknown_keys)
    for (const std::string& word : parsed.unknown_values)
      queued_warnings_.push_back("\"" + word + "\" is being parsed as a normal command line argument.");

  constexpr std::string_view source = "command line options";
  std::vector<Property> given;
  for (auto& [key, value] : parsed.options)
    if (key != "argv") given.push_back({key, std::move(value), -1});  // nopt keeps its own list under that name
  const auto kept =
      clean_properties(given, context_, [&](std::string_view key, const Value& value, const OptionType& type) {
        for (std::string& words : invalid_value_words(key, value, type, source)) warn(std::move(words));
      });
  LayerData& data = layer(Layer::cli);
  data.status = LayerData::Status::read;
  std::vector<RawItem> items;
  for (const Property& p : kept) {
    Entry entry;
    entry.raw_key = p.key;
    entry.raw = p.value;
    entry.layer = Layer::cli;
    entry.place = {"cli", 0, 0};
    data.entries.push_back(std::move(entry));
    items.push_back({p.key, p.value, static_cast<int>(data.entries.size()) - 1});
  }
  take_items(Layer::cli, std::string(source), items);
}

void ConfigLoader::load_env() {
  LayerData& data = layer(Layer::env);
  data.status = LayerData::Status::read;
  std::vector<RawItem> items;
  for (const auto& [name, value] : config_.situation.env) {
    const auto key = key_of_variable(name, value, dialect_);
    if (!key) continue;
    Entry entry;
    entry.raw_key = *key;
    entry.raw = value;
    entry.layer = Layer::env;
    entry.place = {"env:" + name, 0, 0};
    data.entries.push_back(std::move(entry));
    const int number = static_cast<int>(data.entries.size()) - 1;
    const auto same = std::find_if(items.begin(), items.end(), [&](const RawItem& i) { return i.key == *key; });
    if (same != items.end()) {
      *same = {*key, value, number};
    } else {
      const auto at =
          std::find_if(items.begin(), items.end(), [&](const RawItem& i) { return index_before(*key, i.key); });
      items.insert(at, {*key, value, number});
    }
  }
  take_items(Layer::env, "environment", items);
}

void ConfigLoader::load_project() {
  LocalPrefix prefix = find_local_prefix(config_.situation.cwd, store_, dialect_, files_);
  if (prefix.error) return fail(std::move(*prefix.error));
  config_.local_prefix = prefix.path;
  if (!prefix.workspace.empty()) {
    store_.assign(Layer::default_, "workspace", Value::Array{prefix.workspace});
    config_.ignored_workspace_rc = prefix.ignored_workspace_rc;
    if (!prefix.ignored_workspace_rc.empty())
      warn("config ignoring workspace config at " + prefix.workspace + "/.npmrc");
  }
  LayerData& data = layer(Layer::project);
  data.path = path_resolve(prefix.path, ".npmrc");
  std::string ignored_because;
  const bool is_global = store_.get("global") == Value(true) || store_.get("location") == Value("global");
  if (is_global && dialect_.global_skips_project_file)
    ignored_because = "(global mode enabled, ignored)";
  else if (store_.get("userconfig") == Value(data.path))
    ignored_because = "(same as \"user\" config, ignored)";
  if (ignored_because.empty()) return load_file(Layer::project, data.path);
  data.status = LayerData::Status::ignored;
  claim_source(Layer::project, ignored_because);
}

void ConfigLoader::load_file(Layer l, const std::string& path) {
  LayerData& data = layer(l);
  data.path = path;
  auto document = read_rc_file(files_, path);
  if (!document) {
    data.error_code = document.error().code;
    data.status = data.error_code == "ENOENT" ? LayerData::Status::missing : LayerData::Status::unreadable;
    claim_source(l, path);
    return;
  }
  data.status = LayerData::Status::read;
  data.document = std::make_shared<const RcDocument>(std::move(*document));
  if (const auto message = data.document->fatal_message()) {
    const int line = static_cast<int>(data.document->fatal_line().value_or(0));
    return fail({"ini-key", "", *message, {path, line, 0}, {}});
  }
  RcEntries entries = entries_of(*data.document, l);
  data.entries = std::move(entries.entries);
  std::vector<RawItem> items;
  for (RcEntries::Item& item : entries.items) {
    if (item.key == "prefix" && item.value.truthy() && l == Layer::project && dialect_.warns_of_prefix_in_project)
      warn("config prefix cannot be changed from project config: " + path + ".");
    items.push_back({std::move(item.key), std::move(item.value), item.entry});
  }
  take_items(l, path, items);
}

void ConfigLoader::take_items(Layer l, std::string source, const std::vector<RawItem>& items) {
  // Lines that do not count are expanded too: they are shown, and compared with those that do.
  for (Entry& entry : layer(l).entries) {
    const Expansion key = expand(entry.raw_key, context_.variables(), dialect_.optional_variables);
    entry.key = key.text;
    entry.variables = key.uses;
    entry.value = parse_field(entry.raw, entry.key, context_, entry.variables);
  }
  if (!claim_source(l, source)) return;
  for (const RawItem& item : items)
    if (!take_item(l, item)) return;
  mark_superseded(l);
}

bool ConfigLoader::take_item(Layer l, const RawItem& item) {
  std::vector<VariableUse> uses;
  const Expansion key = expand(item.key, context_.variables(), dialect_.optional_variables);
  uses = key.uses;
  Value value = parse_field(item.value, key.text, context_, uses);
  if (dialect_.unset_variable_is_fatal && !unset_variable(uses).empty()) {
    const base::Place place =
        item.entry >= 0 ? layer(l).entries[static_cast<std::size_t>(item.entry)].place : base::Place{};
    fail({"unset-variable", "", "Failed to replace env in config: ${" + unset_variable(uses) + "}", place, {}});
    return false;
  }
  // npm keeps its deprecations in a plain object too, and so warns of "constructor", with a function for words.
  const std::string_view words = deprecation_of(key.text, dialect_.major);
  if (dialect_.major >= 8 && (!words.empty() || is_object_prototype_name(key.text)))
    warn("config " + key.text + " " + std::string(words));
  if (is_excluded(l, item.key)) return !failed();
  note_unknown(l, item.key);
  if (item.entry >= 0) {
    Entry& entry = layer(l).entries[static_cast<std::size_t>(item.entry)];
    entry.value = value;
    if (uses.size() > entry.variables.size()) entry.variables = std::move(uses);
  }
  store_.assign(l, key.text, std::move(value), item.entry);
  return true;
}

// R-30: true if the entry is not taken, because an option that cannot stand beside it is set already.
bool ConfigLoader::is_excluded(Layer l, std::string_view key) {
  const OptionRow* row = find_option(key, dialect_.major);
  if (!row || row->exclusive.empty()) return false;
  for (std::string_view other : base::split(row->exclusive, ' ')) {
    const auto set_in = store_.find(other);
    if (!set_in || *set_in == Layer::default_) continue;
    if (dialect_.skips_exclusive_of_env && l == Layer::env && store_.has_own(Layer::cli, other)) return true;
    fail({"exclusive-options",
          "",
          "--" + std::string(key) + (dialect_.major >= 11 ? " cannot" : " can not") + " be provided when using --" +
              std::string(other),
          {layer(l).source, 0, 0},
          {}});
    return true;
  }
  return false;
}

void ConfigLoader::mark_superseded(Layer l) {
  std::vector<Entry>& entries = layer(l).entries;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].in_section) continue;
    const Property* p = store_.property(l, entries[i].key);
    entries[i].superseded = p && p->entry >= 0 && p->entry != static_cast<int>(i);
  }
}

Config load_config(Situation situation, const base::ReadFiles& files) {
  return ConfigLoader(std::move(situation), files).run();
}

}  // namespace e401::npm
