// `npm config list` in npm's own words, and `list --json`.
#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "npm/collate.h"
#include "npm/config_values.h"
#include "npm/js.h"
#include "npm/printed.h"
#include "npm/redact.h"
#include "npm/utf8.h"

namespace e401::npm {
namespace {

std::string json_of(const Value& value) {
  if (value.is<Undefined>()) return "undefined";
  base::JsonWriter json;
  return json.value(value.to_json()).take();
}

// Control characters are printed as ^X (tabs, line ends and colours stay).
std::string without_controls(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    const bool stays = c == '\t' || c == '\n' || c == '\v' || c == '\r';
    if (c == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) >= 0x80 &&
        static_cast<unsigned char>(text[i + 1]) < 0xa0) {
      (out += '^') += static_cast<char>(static_cast<unsigned char>(text[++i]) - 64);
    } else if (c < 0x20 && !stays) {
      (out += '^') += static_cast<char>(c + 64);
    } else if (c == 0x7f) {
      out += "^?";
    } else {
      out += static_cast<char>(c);
    }
  }
  return out;
}

std::string trimmed(std::string_view text) {
  return std::string(base::trim(text));
}

// Object.entries(value). Of a text, one for each of its characters.
Value::Object entries_of(const Value& value) {
  if (const Value::Object* members = value.get<Value::Object>()) return *members;
  Value::Object out;
  if (const Value::Array* items = value.get<Value::Array>())
    for (const Value& item : *items) out.emplace_back(std::to_string(out.size()), item);
  if (const std::string* text = value.string())
    for (std::string_view rest = *text; !rest.empty(); rest.remove_prefix(first_code_point(rest).length))
      out.emplace_back(std::to_string(out.size()), rest.substr(0, first_code_point(rest).length));
  return out;
}

bool is_proxy_variable(std::string_view lower) {
  return lower == "http_proxy" || lower == "https_proxy" || lower == "proxy" || lower == "no_proxy";
}

}  // namespace

class ConfigLister {
 public:
  ConfigLister(const Config& config, const base::ReadFiles& files, const ListOptions& options)
      : config_(config),
        files_(files),
        options_(options),
        store_(config.values_->loaded),
        dialect_(config.values_->dialect) {}

  std::string text() {
    for (Layer layer : layers_low_to_high) add_layer(layer);
    if (!options_.long_form) {
      if (dialect_.lists_proxy_environment) add_proxy_environment();
      add_trailer();
    }
    if (dialect_.lists_publish_config && !is_global()) add_publish_config();
    std::string out = without_controls(trimmed(base::join(lines_, "\n")));
    if (dialect_.protects_names) out = npm_redact_log(out);
    return base::replace_all(std::move(out), "\r\n", "\n") + "\n";
  }

  // Not npm's: each value with the line that it comes from, and the lines that this one hides. The defaults only where
  // the long form is asked for.
  std::string json_with_sources() {
    base::JsonWriter out(true);
    out.begin_object().member("schema", "e401.config-list/1").key("values").begin_object();
    for (const std::string& key : all_keys()) {
      const Value value = store_.get(key);
      if (value.is<Undefined>() || (!options_.long_form && store_.find(key) == Layer::default_)) continue;
      out.key(key).begin_object();
      if (is_private(key, value))
        out.member("protected", true);
      else
        out.key("value").value(masked_config_value(key, value).to_json());
      write_provenance(out, config_, key);
      out.end_object();
    }
    return out.end_object().end_object().take() + "\n";
  }

  // Effective values, defaults included, in the order in which JavaScript walks the layers.
  std::string json() {
    base::JsonWriter out(true);
    out.begin_object();
    for (const std::string& key : all_keys()) {
      const Value value = store_.get(key);
      if (value.is<Undefined>() || is_private(key, value)) continue;
      out.key(key).value((options_.as_npm_shows ? value : masked_config_value(key, value)).to_json());
    }
    out.end_object();
    return (options_.as_npm_shows ? npm_redact_log(out.take()) : out.take()) + "\n";
  }

 private:
  bool is_global() const { return store_.get("global").truthy() || store_.get("location") == Value("global"); }

  // Strongest layer first; an object of JavaScript has its array indices before all else.
  std::vector<std::string> all_keys() const {
    std::vector<std::string> out;
    for (auto layer = layers_low_to_high.rbegin(); layer != layers_low_to_high.rend(); ++layer)
      for (const std::string& key : store_.keys(*layer))
        if (std::find(out.begin(), out.end(), key) == out.end()) out.push_back(key);
    std::stable_sort(out.begin(), out.end(), index_before);
    return out;
  }

  bool hides(std::string_view key) const {
    return npm_protects(key, config_.situation.npm) || (!options_.as_npm_shows && is_protected(key));
  }

  bool is_private(std::string_view key, const Value& value) const {
    if (hides(key)) return true;
    return dialect_.protects_names && value.string() && npm_redact(*value.string()) != *value.string();
  }

  std::string shown(std::string_view key, const Value& value) const {
    if (npm_protects(key, config_.situation.npm)) return "(protected)";
    if (hides(key)) return is_masked_whole(value) ? json_of(npm_redact(*value.string())) : "(protected)";
    if (!options_.as_npm_shows) return shown_config_value(key, value);
    return json_of(dialect_.protects_names && value.string() ? Value(npm_redact(*value.string())) : value);
  }

  // npm knows some tokens by their shape.
  bool is_masked_whole(const Value& value) const {
    if (!dialect_.protects_names || !value.string()) return false;
    const std::string redacted = npm_redact(*value.string());
    return redacted == "npm_***" || redacted == "***";
  }

  std::string source_note(Layer layer, std::string_view key) const {
    const Property* p = options_.sources && layer != Layer::default_ ? store_.property(layer, key) : nullptr;
    if (!p || p->entry < 0) return {};
    const Entry& entry = config_.layer(layer).entries[static_cast<std::size_t>(p->entry)];
    if (entry.place.file.empty()) return {};
    std::string note = " ; " + entry.place.file;
    if (entry.place.line > 0) note += ":" + std::to_string(entry.place.line);
    if (!entry.derived_from.empty()) note += " (written by npm because of " + entry.derived_from + ")";
    return note;
  }

  void add_layer(Layer layer) {
    if (layer == Layer::default_ && !options_.long_form) return;
    std::vector<std::string> keys = store_.keys(layer);
    if (keys.empty()) return;
    std::stable_sort(keys.begin(), keys.end(),
                     [](const std::string& a, const std::string& b) { return collate(a, b) < 0; });
    lines_.push_back("; \"" + std::string(name_of(layer)) + "\" config from " + config_.layer(layer).source);
    lines_.emplace_back();
    const std::string_view old_blank = dialect_.protects_names ? "" : " ";  // npm 9 and older end these lines with one
    for (const std::string& key : keys) {
      const std::string line = key + " = " + shown(key, *store_.own(layer, key));
      const Layer by = store_.find(key).value_or(layer);
      const std::string note = source_note(layer, key);
      if (by == layer)
        lines_.push_back(line + std::string(old_blank) + note);
      else
        lines_.push_back("; " + line + " ; overridden by " + std::string(name_of(by)) + note);
    }
    lines_.emplace_back();
  }

  void add_proxy_environment() {
    std::vector<std::string> found;
    std::vector<std::string> shown_lines;
    for (const auto& [name, value] : config_.situation.env) {
      const std::string lower = base::ascii_lower(name);
      if (!is_proxy_variable(lower) || std::find(found.begin(), found.end(), lower) != found.end()) continue;
      found.push_back(lower);
      shown_lines.push_back("; " + name + " = " + json_of(masked_config_value("", value)));
    }
    if (shown_lines.empty()) return;
    lines_.emplace_back("; environment-related config");
    lines_.emplace_back();
    lines_.insert(lines_.end(), shown_lines.begin(), shown_lines.end());
    lines_.emplace_back();
  }

  void add_trailer() {
    const Situation& s = config_.situation;
    lines_.push_back("; node bin location = " + s.node_path);
    if (dialect_.lists_versions) {
      lines_.push_back("; node version = " + (options_.node_version.empty() ? "unknown" : options_.node_version));
      lines_.push_back("; npm local prefix = " + config_.local_prefix);
      lines_.push_back("; npm version = " + s.npm.text);
    }
    lines_.push_back("; cwd = " + s.cwd);
    lines_.push_back("; HOME = " + s.home);
    lines_.emplace_back("; Run `npm config ls -l` to show all defaults.");
    lines_.emplace_back();
  }

  void add_publish_config() {
    const std::string path = path_resolve(config_.local_prefix, "package.json");
    const auto text = files_.read(path, limits::package_json_max_bytes);
    if (!text) return;
    const auto package = base::parse_json(*text, path);
    const base::Json* publish = package ? package->find("publishConfig") : nullptr;
    if (!publish || !value_of_json(*publish).truthy()) return;
    lines_.push_back("; \"publishConfig\" from " + path);
    lines_.emplace_back("; This set of config values will be used at publish-time.");
    lines_.emplace_back();
    Value::Object sorted = entries_of(value_of_json(*publish));
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return collate(a.first, b.first) < 0; });
    for (const auto& [key, value] : sorted) lines_.push_back(key + " = " + shown(key, value));
    lines_.emplace_back();
  }

  const Config& config_;
  const base::ReadFiles& files_;
  const ListOptions& options_;
  const LayerStore& store_;
  const Dialect& dialect_;
  std::vector<std::string> lines_;
};

std::string printed_config_text(std::string_view text) {
  return base::replace_all(npm_redact_log(without_controls(text)), "\r\n", "\n");
}

void write_provenance(base::JsonWriter& out, const Config& config, std::string_view key) {
  const auto write_place = [&out](const Entry& entry) {
    out.member("source", name_of(entry.layer));
    if (!entry.place.file.empty() && entry.layer != Layer::cli) out.member("file", entry.place.file);
    if (entry.place.line > 0) out.member("line", entry.place.line).member("column", entry.place.column);
  };
  const Entry* effective = config.find(key);
  if (!effective) {
    out.member("source", name_of(config.layer_of(key)));
    return;
  }
  write_place(*effective);
  out.key("hides").begin_array();
  for (const LayerData& layer : config.layers)
    for (const Entry& entry : layer.entries) {
      if (&entry == effective || entry.key != key || entry.in_section || entry.layer > effective->layer) continue;
      out.begin_object();
      write_place(entry);
      out.end_object();
    }
  out.end_array();
}

std::string config_list(const Config& config, const base::ReadFiles& files, const ListOptions& options) {
  if (!config.values_) return {};
  ConfigLister lister(config, files, options);
  if (options.json) return options.sources ? lister.json_with_sources() : lister.json();
  return lister.text();
}

}  // namespace e401::npm
