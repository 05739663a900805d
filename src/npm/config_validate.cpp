// What npm does when it makes the object of any command but `config` (R-51..R-55, R-29).
#include <algorithm>

#include "npm/config_loader.h"

namespace e401::npm {
namespace {

using Problem = ConfigError::Problem;

constexpr std::string_view hint = " See `npm help npmrc` for supported config options.";

bool has_value(const LayerStore& store, Layer layer, std::string_view key) {
  const auto value = store.own(layer, key);
  return value && value->truthy();
}

std::string words_of(const std::vector<Problem>& problems) {
  std::string out = "Invalid auth configuration found: ";
  for (const Problem& p : problems) {
    if (&p != &problems.front()) out += ", ";
    if (p.action == "delete")
      out += "`" + p.key + "` is not allowed in ";
    else
      out += "`" + p.from + "` must be renamed to `" + p.to + "` in ";
    out += std::string(name_of(p.where)) + " config";
  }
  return out + "\nPlease run `npm config fix` to repair your configuration.`";
}

std::string count_ending(std::size_t n) {
  return n > 1 ? "s:" : ":";
}

}  // namespace

void ConfigLoader::clean_layer(Layer l) {
  const auto on_invalid = [&](std::string_view key, const Value& value, const OptionType& type) {
    for (std::string& words : invalid_value_words(key, value, type, layer(l).source)) warn(std::move(words));
  };
  cleaned_.replace_properties(l, clean_properties(cleaned_.properties(l), context_, on_invalid));
}

void ConfigLoader::check_bare_credentials(Layer l, const std::string& nerfed, std::vector<Problem>& problems) {
  const auto refuse = [&](std::string_view key) { problems.push_back({"delete", std::string(key), "", "", l}); };
  const auto rename = [&](std::string_view key) {
    problems.push_back({"rename", "", std::string(key), nerfed + ":" + std::string(key), l});
  };
  const auto has = [&](std::string_view key) { return has_value(cleaned_, l, key); };
  const auto check_pair = [&](std::string_view key, std::string_view other) { has(other) ? rename(key) : refuse(key); };
  for (std::string_view key : {"_authtoken", "-authtoken"})
    if (has(key)) refuse(key);
  for (std::string_view key : {"_auth", "_authToken"})
    if (has(key)) rename(key);
  if (has("username")) check_pair("username", "_password");
  if (has("_password")) check_pair("_password", "username");
  if (!dialect_.refuses_bare_email_and_certificates) return;
  if (has("email")) rename("email");
  if (has("certfile")) check_pair("certfile", "keyfile");
  if (has("keyfile")) check_pair("keyfile", "certfile");
}

void ConfigLoader::validate() {
  if (!dialect_.cleans_at_load) {
    std::vector<Problem> problems;
    for (Layer l : {Layer::global, Layer::user, Layer::project, Layer::env}) {
      clean_layer(l);
      if (l == Layer::env || !dialect_.refuses_bare_credentials) continue;
      // of the registry as it stands now, with the layers above not cleaned yet.
      const auto nerfed = nerf_dart(cleaned_.get("registry").to_string());
      if (!nerfed) return refuse_registry();
      check_bare_credentials(l, *nerfed, problems);
    }
    if (!problems.empty()) {
      const Problem& first = problems.front();
      const std::string& key = first.action == "delete" ? first.key : first.from;
      const Property* p = cleaned_.property(first.where, key);
      base::Place place{layer(first.where).path, 0, 0};
      if (p && p->entry >= 0) place = layer(first.where).entries[static_cast<std::size_t>(p->entry)].place;
      config_.validate_error = ConfigError{"ERR_INVALID_AUTH", "ERR_INVALID_AUTH", words_of(problems), place, problems};
      return;
    }
  }
  check_workspace_flags();
  if (!config_.validate_error) check_unknown_keys();
}

void ConfigLoader::refuse_registry() {
  config_.validate_error = ConfigError{"ERR_INVALID_URL", "ERR_INVALID_URL", "Invalid URL", {}, {}};
  const auto where = cleaned_.find("registry");
  const Property* p = where && *where != Layer::default_ ? cleaned_.property(*where, "registry") : nullptr;
  const Entry* entry = p && p->entry >= 0 ? &layer(*where).entries[static_cast<std::size_t>(p->entry)] : nullptr;
  if (entry) config_.validate_error->place = entry->place;
  // What a [registry] section makes is an object that JavaScript cannot turn into a text.
  if (p && p->value.is<Value::Object>() && !(entry && entry->line && entry->line->kind == RcLine::Kind::entry))
    config_.validate_error = ConfigError{
        "ERR_INVALID_URL", "", "Cannot convert object to primitive value", config_.validate_error->place, {}};
}

void ConfigLoader::check_workspace_flags() {
  if (cleaned_.get("workspaces") != Value(false)) return;
  const Value workspace = cleaned_.get("workspace");
  const bool is_broken = workspace.is<Null>() || workspace.is<Undefined>();
  const Value::Array* list = workspace.get<Value::Array>();
  if (!is_broken && !(list ? !list->empty() : workspace.string() && !workspace.string()->empty())) return;
  config_.validate_error = ConfigError{is_broken ? "bad-value" : "exclusive-options",
                                       "",
                                       is_broken ? "Cannot read properties of null (reading 'length')"
                                                 : "Cannot use --no-workspaces and --workspace at the same time",
                                       {},
                                       {}};
}

std::string ConfigLoader::Unknown::shown(std::string_view dashes) const {
  return base_key.empty() ? "\"" + std::string(dashes) + key + "\"" : "\"" + base_key + "\" (" + key + ")";
}

// Judged by the key as it is written.
void ConfigLoader::note_unknown(Layer l, const std::string& key) {
  if (!dialect_.warns_of_unknown_keys || is_known_option(key, dialect_.major)) return;
  if (key == "npm-version" || key == "global-prefix" || key == "local-prefix") return;
  Unknown unknown{l, key, "", layer(l).source};
  if (const std::size_t colon = key.rfind(':'); colon != std::string::npos) {
    unknown.base_key = key.substr(colon + 1);
    if (is_known_option(unknown.base_key, dialect_.major) || is_registry_field(unknown.base_key)) return;
  }
  const std::string start = "Unknown " + std::string(name_of(l)) + " config ";
  if (!dialect_.rejects_unknown_flags) {
    const bool is_flag = l == Layer::cli;
    queued_warnings_.push_back(start + unknown.shown(is_flag ? "--" : "") +
                               ". This will stop working in the next major version of npm." +
                               (is_flag ? "" : std::string(hint)));
  } else if (l == Layer::env) {
    queued_warnings_.push_back(start + unknown.shown("") + ". This will error in a future major version of npm." +
                               std::string(hint));
  }
  unknown_.push_back(std::move(unknown));
}

void ConfigLoader::check_unknown_keys() {
  if (!dialect_.rejects_unknown_flags) {
    for (std::string& words : queued_warnings_) warn(std::move(words));
    return;
  }
  const bool is_strict = cleaned_.get("strict-npmrc").truthy();
  std::vector<const Unknown*> flags, keys;
  for (const Unknown& u : unknown_)
    if (u.layer == Layer::cli) flags.push_back(&u);
  for (Layer l : {Layer::builtin, Layer::project, Layer::user, Layer::global})
    for (const Unknown& u : unknown_)
      if (u.layer == l) keys.push_back(&u);
  for (const Unknown* u : keys)
    if (!is_strict)
      warn("Unknown " + std::string(name_of(u->layer)) + " config " + u->shown("") +
           ". This will stop working in the next major version of npm." + std::string(hint));
  if (!is_strict) keys.clear();
  if (!flags.empty() || !keys.empty()) {
    std::string text;
    if (!flags.empty()) {
      text = "Unknown cli flag" + count_ending(flags.size());
      for (const Unknown* u : flags)
        text += u->base_key.empty() ? "\n  - --" + u->key : "\n  - --" + u->base_key + " (" + u->key + ")";
      text += "\nRun `npm help config` for supported options.";
    }
    if (!keys.empty()) {
      text += std::string(text.empty() ? "" : "\n\n") + "Unknown npm configuration key" + count_ending(keys.size());
      for (const Unknown* u : keys)
        text += "\n  - " + std::string(name_of(u->layer)) + " config " + u->shown("") + " from " + u->source;
      text += "\nSee `npm help npmrc` for supported config options.";
    }
    const base::Place place = flags.empty() ? base::Place{keys.front()->source, 0, 0} : base::Place{"cli", 0, 0};
    config_.validate_error = ConfigError{"EUNKNOWNCONFIG", "EUNKNOWNCONFIG", std::move(text), place, {}};
    return;
  }
  for (std::string& words : queued_warnings_) warn(std::move(words));
}

}  // namespace e401::npm
