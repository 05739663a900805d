// `e401 config dump`: npm's whole configuration as e401 computes it, in one JSON text, for machines: for comparing e401
// with the real npm, and for seeing what it believes. Nothing secret is in it: a secret is given as a digest. What
// standard input may say stands in the manual below.
#include <cmath>

#include "base/digest.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/redact.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "npm/config.h"
#include "npm/credentials.h"
#include "npm/js.h"
#include "npm/known_secrets.h"
#include "npm/situation.h"

namespace e401::cli {
namespace {

using base::Json;
using npm::Value;

constexpr std::string_view always_told[] = {"registry",  "userconfig", "globalconfig", "prefix", "cache",
                                            "workspace", "location",   "global",       "scope"};

struct Query {
  std::optional<std::string> npm_version, npm_root, node;
  std::optional<std::vector<std::string>> argv;
  std::vector<std::string> specs;
  struct Request {
    std::string url;
    std::optional<std::string> spec;
  };
  std::vector<Request> requests;
  bool full_digests = false;

  // Everything about npm is given: an answer of another machine is replayed, not this one looked at.
  bool is_replay() const { return npm_version && npm_root && node && argv && full_digests; }
};

std::vector<std::string> strings_of(const Json* list) {
  std::vector<std::string> out;
  if (list && list->is_array())
    for (const Json& item : list->items)
      if (item.is_string()) out.push_back(item.text);
  return out;
}

base::Result<Query> parse_query(const std::string& text) {
  Query query;
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) return query;
  TRY_AS(const Json json, base::parse_json(text, "standard input"));
  if (!json.is_object()) return base::fail("the query is no JSON object", "standard input");
  const auto string_at = [&](std::string_view name) -> std::optional<std::string> {
    const std::string* found = json.find_string({name});
    return found ? std::optional(*found) : std::nullopt;
  };
  query.npm_version = string_at("npmVersion");
  query.npm_root = string_at("npmRoot");
  query.node = string_at("node");
  query.full_digests = string_at("digests") == "full";
  if (const Json* argv = json.find("argv"); argv && argv->is_array()) query.argv = strings_of(argv);
  query.specs = strings_of(json.find("specs"));
  if (const Json* requests = json.find("requests"); requests && requests->is_array())
    for (const Json& item : requests->items) {
      const std::string* url = item.find_string({"url"});
      const std::string* spec = item.find_string({"spec"});
      if (url) query.requests.push_back({*url, spec ? std::optional(*spec) : std::nullopt});
    }
  return query;
}

// What JSON cannot say is written as {"$date"}, {"$number"}.
void write_value(base::JsonWriter& out, const Value& value) {
  if (const double* n = value.get<double>(); n && !std::isfinite(*n)) {
    out.begin_object().member("$number", npm::js_number_text(*n)).end_object();
  } else if (const npm::Date* d = value.get<npm::Date>()) {
    out.begin_object().key("$date");
    std::isnan(d->ms) ? out.null() : out.value(value.to_json());
    out.end_object();
  } else if (const Value::Array* items = value.get<Value::Array>()) {
    out.begin_array();
    for (const Value& item : *items) write_value(out, item);
    out.end_array();
  } else if (const Value::Object* members = value.get<Value::Object>()) {
    out.begin_object();
    for (const auto& [name, member] : *members) write_value(out.key(name), member);
    out.end_object();
  } else if (value.is<npm::Undefined>()) {
    out.begin_object().member("$undefined", true).end_object();
  } else {
    out.value(value.to_json());
  }
}

bool names_secret(std::string_view key) {
  return key.starts_with('_') || key.find(":_") != std::string_view::npos || key.ends_with(":password") ||
         key.ends_with(":authToken") || key.ends_with(":auth");
}

// What a comparison of two dumps masks on both sides: two values that are equal under it may be shown masked.
Value plainly_masked(const Value& value) {
  if (value.string()) return npm::veiled_config_text(*value.string());
  if (const Value::Array* items = value.get<Value::Array>()) {
    Value::Array out;
    for (const Value& item : *items) out.push_back(plainly_masked(item));
    return out;
  }
  const Value::Object* members = value.get<Value::Object>();
  if (!members) return value;
  Value::Object out;
  for (const auto& [name, member] : *members)
    out.emplace_back(name, names_secret(name) && member.string() ? Value("***") : plainly_masked(member));
  return out;
}

class Dumper {
 public:
  Dumper(const npm::Config& config, const Query& query, const base::ReadFiles& files)
      : config_(config), query_(query), files_(files) {}

  std::string run() {
    out_.begin_object();
    out_.member("schema", "e401.config/1");
    out_.key("npm")
        .begin_object()
        .member("version", config_.situation.npm.text)
        .member("assumed", config_.situation.npm.assumed);
    out_.member("root", config_.situation.npm_root).member("node", config_.situation.node_path).end_object();
    write_error("loadError", config_.load_error);
    write_error("validateError", config_.validate_error);
    out_.member("localPrefix", config_.local_prefix).member("globalPrefix", config_.global_prefix);
    if (!config_.ignored_workspace_rc.empty()) out_.member("ignoredWorkspaceConfig", config_.ignored_workspace_rc);
    out_.key("positionals").begin_array();
    for (const std::string& word : config_.positionals) out_.value(npm::shown_url(word));
    out_.end_array();
    write_layers();
    write_values();
    out_.key("warnings").begin_array();
    for (const std::string& words : config_.warnings) out_.value(base::mask_shapes(words));
    out_.end_array();
    write_lists();
    write_registry();
    write_specs();
    write_requests();
    out_.end_object();
    return out_.take() + "\n";
  }

 private:
  std::string digest(const std::string& secret) const {
    return query_.full_digests ? base::sha256_hex(secret) : base::Secret(secret).fingerprint();
  }

  void write_digest(std::string_view full_name, std::string_view short_name, const std::string& secret) {
    const std::string shown = digest(secret);
    if (shown.empty())
      out_.key(short_name).null();  // too short to be told by a digest
    else
      out_.member(query_.full_digests ? full_name : short_name, shown);
  }

  void write_error(std::string_view name, const std::optional<npm::ConfigError>& error) {
    out_.key(name);
    if (!error) {
      out_.null();
      return;
    }
    out_.begin_object().key("code");
    error->npm_code.empty() ? out_.null() : out_.value(error->npm_code);
    out_.member("kind", error->code).member("message", base::mask_shapes(error->message));
    if (!error->place.file.empty()) out_.member("file", error->place.file);
    if (error->place.line > 0) out_.member("line", error->place.line);
    out_.key("problems");
    if (error->problems.empty()) {
      out_.null();
    } else {
      out_.begin_array();
      for (const npm::ConfigError::Problem& p : error->problems) {
        out_.begin_object().member("action", p.action);
        if (p.action == "delete")
          out_.member("key", p.key);
        else
          out_.member("from", p.from).member("to", p.to);
        out_.member("where", npm::name_of(p.where)).end_object();
      }
      out_.end_array();
    }
    out_.end_object();
  }

  void write_layers() {
    static constexpr std::string_view words[] = {"none", "read", "missing", "unreadable", "ignored"};
    out_.key("layers").begin_object();
    for (const npm::Layer l : npm::layers_low_to_high) {
      const npm::LayerData& layer = config_.layer(l);
      if (layer.status == npm::LayerData::Status::none) continue;
      out_.key(npm::name_of(l)).begin_object();
      out_.member("source", layer.source).member("status", words[static_cast<std::size_t>(layer.status)]);
      if (!layer.error_code.empty()) out_.member("error", layer.error_code);
      out_.end_object();
    }
    out_.end_object();
  }

  // Shown as it is, with passwords of URLs and credentials of a [section] masked; as a digest where more would be
  // masked.
  void write_shown(std::string_view key, const Value& value) {
    if (value.is<npm::Undefined>()) {
      out_.member("undefined", true);
      return;
    }
    const Value masked = npm::masked_config_value(key, value);
    if (plainly_masked(masked) == plainly_masked(value)) {
      write_value(out_.key("value"), masked);
    } else {
      base::JsonWriter json;
      if (!value.string()) write_value(json, value);
      write_digest("sha256", "fingerprint", value.string() ? *value.string() : json.take());
    }
  }

  void write_one(std::string_view key, const npm::Entry* entry) {
    out_.key(key).begin_object();
    write_shown(key, config_.get(key));
    out_.member("layer", npm::name_of(config_.layer_of(key)));
    if (entry) {
      if (!entry->place.file.empty()) out_.member("file", entry->place.file);
      if (entry->place.line > 0) out_.member("line", entry->place.line).member("column", entry->place.column);
      if (!entry->derived_from.empty()) out_.member("derivedFrom", entry->derived_from);
    }
    out_.end_object();
  }

  void write_values() {
    out_.key("values").begin_object();
    if (!config_.load_error) {
      for (const npm::Entry* entry : config_.effective()) write_one(entry->key, entry);
      for (std::string_view key : always_told)
        if (!config_.find(key)) write_one(key, nullptr);
    }
    out_.end_object();
  }

  void write_lists() {
    npm::ListOptions options;
    options.node_version = npm::node_version_of(config_.situation.node_path, files_);
    options.as_npm_shows = query_.is_replay();
    // npm's long form also tells of this machine's node and shell: nothing to compare.
    out_.member("listText",
                config_.get("long").truthy() ? "(long form skipped)" : npm::config_list(config_, files_, options));
    options.json = true;
    std::string json = npm::config_list(config_, files_, options);
    while (json.ends_with('\n')) json.pop_back();
    out_.key("listJson").raw(json.empty() ? "null" : json);
  }

  void write_registry() {
    out_.key("nerfDart");
    if (const auto nerfed = npm::nerf_dart(config_.flat("registry").to_string())) {
      out_.value(*nerfed);
    } else {
      out_.begin_object().key("error").begin_object();
      out_.member("name", "TypeError")
          .member("code", "ERR_INVALID_URL")
          .member("message", "Invalid URL")
          .end_object()
          .end_object();
    }
    const npm::Identity who = npm::identity(config_, config_.registry());
    out_.key("identity");
    switch (who.kind) {
      case npm::Identity::Kind::none:
        out_.value("ENEEDAUTH");
        break;
      case npm::Identity::Kind::ask:
        out_.value("GET /-/whoami");
        break;
      case npm::Identity::Kind::local_name:
        out_.value("local:" + who.name);
        break;
      case npm::Identity::Kind::dies:
        out_.null();
        break;
    }
  }

  void write_specs() {
    out_.key("specs").begin_array();
    for (const std::string& text : query_.specs) {
      out_.begin_object().member("spec", text);
      if (const auto spec = npm::parse_spec(text)) {
        const npm::RegistryChoice choice = npm::registry_for(config_, *spec);
        const Value raw = config_.flat(choice.key);
        if (raw.truthy() && !raw.string())
          write_value(out_.key("registry"), raw);
        else
          out_.member("registry", choice.url);
      } else {
        out_.key("error").begin_object().member("name", "Error").end_object();
      }
      out_.end_object();
    }
    out_.end_array();
  }

  bool has_client_certificate(const npm::Credential& credential) const {
    const auto has_text = [&](const std::string& file) {
      const base::FileInfo info = files_.info(npm::path_resolve(config_.situation.cwd, file));
      return info.kind == base::FileInfo::Kind::file && info.size_bytes > 0;
    };
    return !credential.certfile.empty() && has_text(credential.certfile) && has_text(credential.keyfile);
  }

  void write_decision(const npm::Decision& decision) {
    std::string key;
    const npm::Entry* entry = nullptr;
    if (decision.sent) {
      key = decision.sent->prefix;
      entry = decision.sent->username_entry ? decision.sent->username_entry : decision.sent->entry;
    } else if (!decision.unused_scope_key.empty()) {
      key = decision.unused_scope_key.substr(0, decision.unused_scope_key.rfind(':'));
      entry = decision.unused_scope_entry;
    }
    out_.key("key");
    key.empty() ? out_.null() : out_.value(key);
    out_.key("type");
    const bool has_header = decision.sent && !decision.sent->authorization.empty();
    has_header ? out_.value(npm::name_of(decision.sent->kind)) : out_.null();
    if (has_header)
      write_digest("authorizationSha256", "authorizationFingerprint", decision.sent->authorization.reveal());
    else
      out_.key("authorizationSha256").null();
    out_.member("mtls", decision.sent && has_client_certificate(*decision.sent));
    out_.key("layer");
    entry ? out_.value(npm::name_of(entry->layer)) : out_.null();
    out_.key("considered").begin_array();
    for (const npm::Considered& c : decision.considered)
      out_.begin_object()
          .member("key", c.key)
          .member("reason", npm::name_of(c.reason))
          .member("layer", npm::name_of(c.entry->layer))
          .end_object();
    out_.end_array();
  }

  void write_requests() {
    out_.key("requests").begin_array();
    for (const Query::Request& request : query_.requests) {
      out_.begin_object().member("url", npm::shown_url(request.url));
      const auto spec = request.spec ? npm::parse_spec(*request.spec) : npm::PackageSpec{};
      auto url = spec ? npm::parse_url(request.url) : std::nullopt;
      std::string full = request.url;
      std::optional<npm::RegistryChoice> joined;
      if (spec && !url) {  // a path is joined to the registry, which is then the default one for this request
        joined = npm::registry_for(config_, *spec);
        full = npm::request_url(joined->url, request.url);
        url = npm::parse_url(full);
      }
      if (url) {
        out_.member("fullUrl", npm::shown_url(full));
        write_decision(npm::credential_for_request(config_, *url, *spec, joined ? &*joined : nullptr));
      } else {
        out_.member("error", "no address can be formed");
      }
      out_.end_object();
    }
    out_.end_array();
  }

  const npm::Config& config_;
  const Query& query_;
  const base::ReadFiles& files_;
  base::JsonWriter out_;
};

base::Result<npm::Config> config_of(const Query& query, const world::World& world) {
  const world::Environment& env = world.environment;
  npm::Situation situation = npm::situation_of(env.variables, env.cwd, env.passwd_home,
                                               query.argv.value_or(std::vector<std::string>{}), world.files);
  if (query.npm_version) {
    const auto version = npm::Version::parse(*query.npm_version);
    if (!version) return base::fail("npmVersion is no version", "standard input");
    situation.npm = *version;
  }
  if (query.npm_root) situation.npm_root = *query.npm_root;
  if (query.node) situation.node_path = *query.node;
  return npm::load_config(std::move(situation), world.files);
}

base::Result<void> dump(Context& context, const std::string& query_text) {
  TRY_AS(const Query query, parse_query(query_text));
  TRY_AS(const npm::Config config, config_of(query, context.world));
  // Of the person's own configuration nothing secret may slip out in a misspelt key either; a replay is compared.
  if (!query.is_replay())
    for (const base::Secret& secret : npm::known_secrets(config)) context.redactor.learn(secret);
  context.world.terminal.out(Dumper(config, query, context.world.files).run());
  return {};
}

int run(Context& context) {
  std::string query;
  if (!context.world.environment.stdin_is_terminal) {
    auto text = context.world.terminal.read_stdin(limits::dump_query_max_bytes);
    if (text) query = std::move(*text);
  }
  if (const auto done = dump(context, query); !done) {
    context.world.terminal.err("e401: " + done.error().text() + "\n");
    return exit_code::usage;
  }
  return exit_code::healthy;
}

}  // namespace

extern const Command config_dump_command;
constinit const Command config_dump_command{
    .name = "config dump",
    .summary = "prints all that e401 knows of npm's configuration, as JSON for machines",
    .manual =
        "Reads a JSON object on standard input that may stand in for parts of the situation and ask questions:\n"
        "npmVersion, npmRoot, node, argv, specs, requests, digests. Secrets are given as digests only.\n\n"
        "  e401 config dump < /dev/null\n"
        "  echo '{\"specs\":[\"@acme/widgets\"]}' | e401 config dump",
    .run = run,
    .hidden = true,
};

}  // namespace e401::cli
