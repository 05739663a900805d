// npm's configuration, exactly: seven layers, where they come from, what each value is, and what it hides (CONTRACT
// R-1..R-61). Loading is pure but for the files it reads through ReadFiles. npm and node are never started.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/source.h"
#include "npm/expand.h"
#include "npm/rc_document.h"
#include "npm/url.h"
#include "npm/value.h"

namespace e401::npm {

enum class Layer { default_, builtin, global, user, project, env, cli };
inline constexpr std::array<Layer, 7> layers_low_to_high{Layer::default_, Layer::builtin, Layer::global, Layer::user,
                                                         Layer::project,  Layer::env,     Layer::cli};
std::string_view name_of(Layer layer);  // "default", "builtin", ...

struct Version {
  int major = 12;
  int minor = 2;
  int patch = 0;
  std::string text = "12.2.0";
  bool assumed = true;  // no npm was found: npm 12 is taken for granted, and said so
  static std::optional<Version> parse(std::string_view text);
  friend auto operator<=>(const Version& a, const Version& b) {
    return std::array{a.major, a.minor, a.patch} <=> std::array{b.major, b.minor, b.patch};
  }
  friend bool operator==(const Version& a, const Version& b) { return (a <=> b) == 0; }
};

// All that npm would look at, apart from files.
struct Situation {
  std::vector<std::pair<std::string, std::string>> env;  // in environment order
  std::vector<std::string> argv;                         // npm's arguments, without node and npm-cli.js
  std::string cwd;
  std::string home;       // $HOME, else the passwd home; "" if there is neither
  std::string node_path;  // the node binary npm runs in, links resolved ("" unknown)
  std::string npm_root;   // folder of npm's package.json ("" unknown)
  Version npm;
  std::optional<std::string> variable(std::string_view name) const;  // the last of that exact name
};

// One setting as it stands in one layer. Values of credentials are ordinary strings in here: they leave through
// credentials.h as Secret, and all output passes npm::is_protected() and the Redactor.
struct Entry {
  std::string raw_key;                 // as in the source, before ${} in it is replaced
  std::string key;                     // expanded
  Value raw;                           // as the ini reader gives it
  Value value;                         // expanded, typed (R-41..R-50), not yet cleaned
  std::vector<VariableUse> variables;  // used in key or value
  Layer layer = Layer::default_;
  base::Place place;             // file:line:column of the key; "env:NAME"; "cli"; "" for defaults
  const RcLine* line = nullptr;  // in a file: its line in LayerData::document
  bool superseded = false;       // a later line of the same layer has the same key
  bool in_section = false;       // below a [section]: npm does not see it as a key of its own
  std::string derived_from;      // R-59: npm itself wrote it here because of that key ("save-prefix" from "save-exact")
};

struct LayerData {
  enum class Status { none, read, missing, unreadable, ignored };
  Layer layer = Layer::default_;
  std::string source;  // npm's own words: a path, "environment", "(global mode enabled, ignored)", ...
  std::string path;    // the path, also where it is ignored or missing
  Status status = Status::none;
  std::string error_code;                      // unreadable: EACCES, EISDIR, ...
  std::shared_ptr<const RcDocument> document;  // of files that were read
  std::vector<Entry> entries;  // every line, in file order, superseded ones too; not for the default layer
};

// npm refuses to start or to go on.
struct ConfigError {
  std::string code;      // "ERR_INVALID_AUTH", "ERR_INVALID_URL", "EUNKNOWNCONFIG", "double-loading", "ini-key", ...
  std::string npm_code;  // the code the real npm gives ("" where its error has none)
  std::string message;
  base::Place place;
  struct Problem {
    std::string action;  // "delete" | "rename"
    std::string key, from, to;
    Layer where = Layer::user;
  };
  std::vector<Problem> problems;  // ERR_INVALID_AUTH
};

class Config {
 public:
  Situation situation;
  std::optional<ConfigError> load_error;      // nothing below is meaningful then
  std::optional<ConfigError> validate_error;  // what the construction of any command but `config` ends with
  std::array<LayerData, 7> layers;            // indexed by Layer
  std::string local_prefix;
  std::string global_prefix;
  std::string ignored_workspace_rc;      // R-16: the member's own .npmrc that npm ignores; "" if there is none
  std::vector<std::string> positionals;  // argv without options
  std::vector<std::string> warnings;     // npm's own warn lines, as npm words them

  const LayerData& layer(Layer l) const { return layers[static_cast<std::size_t>(l)]; }

  // The effective entry, as `npm config get` sees it (loaded, not cleaned); nullptr where only the default layer has
  // it.
  const Entry* find(std::string_view key) const;
  // Its value, defaults included.
  Value get(std::string_view key) const;
  // Every entry that has the key, strongest first, hidden and superseded ones included.
  std::vector<const Entry*> all(std::string_view key) const;
  // All effective keys that no default layer gives, sorted.
  std::vector<const Entry*> effective() const;
  Layer layer_of(std::string_view key) const;

  // The value as every command but `config` sees it: cleaned (R-51), invalid ones gone.
  Value cleaned(std::string_view key) const;

  // R-58: the options that requests see (computed before cleaning): "registry", "//...", "@x:registry" verbatim.
  Value flat(std::string_view key) const;
  const Entry* flat_entry(std::string_view key) const;  // nullptr: default
  std::string registry() const;                         // flat registry, as text
  std::string scope() const;                            // flat scope, "@x" or ""

 private:
  friend class ConfigLoader;
  friend class ConfigLister;
  friend std::string config_list(const Config&, const base::ReadFiles&, const struct ListOptions&);
  struct Values;  // the layers' values at three moments, see config_values.h
  std::shared_ptr<const Values> values_;
};

// Never fails: what npm would die of is in load_error, what a command would die of in validate_error.
Config load_config(Situation situation, const base::ReadFiles& files);

// R-91: must a key's value never be printed? npm 12's rule, and every key that holds a credential without npm knowing
// it
// ("https://h/:_authToken").
bool is_protected(std::string_view key);
// A field behind "//host/path/:" whose value is no secret.
bool is_open_field(std::string_view name);
// npm's own rule of that version alone.
bool npm_protects(std::string_view key, const Version& npm);

// What `npm config list`, `list -l`, `list --json` and `get` print, secrets masked (TRUST 5).
struct ListOptions {
  bool long_form = false;
  bool json = false;
  bool sources = false;      // ours: file:line per key
  std::string node_version;  // of the node binary, for npm's "node version" line; "" unknown
  // Exactly what npm prints, with what npm shows and e401 does not (credentials below a [section], keys with a scheme
  // in front). Only for comparing with npm's own answer.
  bool as_npm_shows = false;
};
std::string config_list(const Config& config, const base::ReadFiles& files, const ListOptions& options);

// A value as e401 may show it: no credential, no password of a URL, no token by its shape.
std::string shown_config_value(std::string_view key, const Value& value);
Value masked_config_value(std::string_view key, const Value& value);
// Only what stands between "://user:" and "@" replaced: what two texts that show no password of a URL are compared by.
std::string veiled_config_text(std::string_view text);

}  // namespace e401::npm
