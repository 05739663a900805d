// What a file that npm does not read would change if it were read. Computed line by line: first where the package would
// go, then which credentials cover that address.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "npm/expand.h"
#include "rules/routes.h"

namespace e401::rules {
namespace {

struct Setting {
  std::size_t line = 0;
  std::string key;
  std::string value;     // expanded
  bool complete = true;  // every variable in it is set
  bool from_variable = false;
};

// The settings of a document as npm would load them: the last line of a key counts, nothing below a [section] does.
std::vector<Setting> settings_of(const Facts& facts, const npm::RcDocument& document) {
  const auto look_up = [&](std::string_view name) { return facts.config.situation.variable(name); };
  std::vector<Setting> out;
  for (std::size_t i = 0; i < document.lines().size(); ++i) {
    const npm::RcLine& line = document.lines()[i];
    const std::string* value = line.value.string();
    if (line.kind != npm::RcLine::Kind::entry || !line.section.empty() || !value) continue;
    const npm::Expansion expanded = npm::expand(*value, look_up);
    Setting s{i + 1, npm::expand(line.key, look_up).text, std::string(base::trim(expanded.text)), true,
              !expanded.uses.empty()};
    s.complete = std::all_of(expanded.uses.begin(), expanded.uses.end(),
                             [](const npm::VariableUse& v) { return v.set || v.optional; });
    std::erase_if(out, [&](const Setting& o) { return o.key == s.key; });
    out.push_back(std::move(s));
  }
  return out;
}

const Setting* find(const std::vector<Setting>& settings, std::string_view key) {
  const auto at = std::find_if(settings.begin(), settings.end(),
                               [&](const Setting& s) { return s.key == key && s.complete && !s.value.empty(); });
  return at == settings.end() ? nullptr : &*at;
}

// The line that would send the package elsewhere; nullptr: it would go where it goes now.
const Setting* mapping_for(const Concern& c, const std::vector<Setting>& settings, npm::Layer as) {
  const bool weaker_now = !c.registry.entry || c.registry.entry->layer <= as;
  if (c.from_publish_config || c.from_lockfile) return nullptr;
  if (!c.spec.scope.empty()) {
    const Setting* own = find(settings, c.spec.scope + ":registry");
    const bool mapped_now = c.registry.via == "scope";
    if (own && (!mapped_now || weaker_now) && !same_registry(own->value, c.registry.url)) return own;
    if (own || mapped_now) return nullptr;
  }
  if (c.registry.via != "default registry" || !weaker_now) return nullptr;
  const Setting* general = find(settings, "registry");
  return general && !same_registry(general->value, c.registry.url) ? general : nullptr;
}

struct Lines {
  std::vector<std::size_t> all, secrets;
};

// Complete credentials under the deepest prefix that covers the address.
Lines credentials_for(const npm::Url& address, const std::vector<Setting>& settings) {
  Lines out;
  for (const std::string& prefix : npm::key_prefixes(address)) {
    const auto take = [&](std::initializer_list<const char*> names) {
      std::vector<const Setting*> found;
      for (const char* name : names) {
        const Setting* s = find(settings, prefix + ":" + name);
        if (!s) return false;
        found.push_back(s);
      }
      for (const Setting* s : found) {
        out.all.push_back(s->line);
        if (!s->from_variable && !s->key.ends_with(":username")) out.secrets.push_back(s->line);
      }
      return true;
    };
    if (take({"_authToken"}) || take({"_auth"}) || take({"username", "_password"}) || take({"certfile", "keyfile"}))
      break;
  }
  return out;
}

std::string own_request(const Concern& c, const std::string& registry) {
  if (c.purpose == Purpose::whoami) return npm::request_url(registry, "/-/whoami");
  if (c.purpose == Purpose::ping) return npm::request_url(registry, "/-/ping");
  return npm::request_url(registry, c.spec.escaped_name());
}

}  // namespace

Help help_of(const Facts& facts, const Concern& c, const npm::RcDocument& document, npm::Layer as) {
  Help help;
  const std::vector<Setting> settings = settings_of(facts, document);
  const Setting* mapping = mapping_for(c, settings, as);
  std::optional<npm::Url> address = c.url;
  if (mapping) {
    address = npm::parse_url(own_request(c, mapping->value));
    if (!address || !address->is_http()) return help;
    help.registry = mapping->value;
    help.lines.push_back(mapping->line);
  } else if (!nothing_sent(c)) {
    return help;  // a credential goes with the request already: what this file holds is another one, and nobody knows a
                  // better
  }
  if (!address) return help;
  const Lines credentials = credentials_for(*address, settings);
  help.lines.insert(help.lines.end(), credentials.all.begin(), credentials.all.end());
  help.secrets = credentials.secrets;
  std::sort(help.lines.begin(), help.lines.end());
  return help;
}

bool is_global_mode(const Facts& facts) {
  return facts.config.layer(npm::Layer::project).source.starts_with("(global mode");
}

npm::Layer meant_layer(const Facts& facts, const StrayFile& stray) {
  return stray.read_instead == facts.config.layer(npm::Layer::user).path ? npm::Layer::user : npm::Layer::project;
}

bool is_copy_name(std::string_view file_name) {
  static constexpr std::array<std::string_view, 13> words{"bak",     "backup",   "old",      "orig", "save",
                                                          "example", "sample",   "template", "dist", "default",
                                                          "copy",    "disabled", "~"};
  const std::string lower = base::ascii_lower(file_name);
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view w) { return lower.find(w) != std::string::npos; });
}

void add_lines(const npm::RcDocument& document, const std::vector<std::size_t>& lines,
               std::vector<findings::Evidence>& out) {
  for (const std::size_t line : lines) out.push_back(at(document, line));
}

findings::FileChange append_lines(const Facts& facts, const npm::RcDocument& from,
                                  const std::vector<std::size_t>& lines, npm::Layer to) {
  const npm::LayerData& target = facts.config.layer(to);
  const std::string end(target.document ? target.document->line_end() : from.line_end());
  std::string text;
  for (const std::size_t line : lines) text += (text.empty() ? "" : end) + std::string(from.source().line(line));
  return to == npm::Layer::user ? add_to_user_rc(facts, base::Secret(std::move(text)))
                                : add_to_project_rc(facts, base::Secret(std::move(text)));
}

findings::FileChange delete_lines(const npm::RcDocument& document, const std::vector<std::size_t>& lines) {
  findings::FileChange change = edit_of(document);
  for (const std::size_t line : lines) delete_line(change, document, line);
  return change;
}

}  // namespace e401::rules
