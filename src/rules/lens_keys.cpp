// A fix that this file builds is an edit of the very line that was judged, and it is made in memory first: where the
// request would still go out with nothing, there is no fix, and mostly no finding.
#include "rules/lens_keys.h"

#include <algorithm>

#include "base/shell.h"
#include "base/text.h"
#include "providers/hosts.h"

namespace e401::rules {
namespace {

bool hides(const Concern& c) {
  if (hides_private(c)) return true;
  if (!c.url) return false;
  const auto& hidden = providers::family_of(*c.url).hides_private;
  return hidden.value && hidden.sure();
}

findings::Binding binding_of(const Facts& facts, const Concern& c, const Meant& line, std::string key) {
  findings::Binding b;
  b.key = std::move(key);
  b.from = place_words(facts, *line.entry);
  b.named_by_project_only = named_by_project_only(facts, c);
  b.other_host = !line.key.host.empty() && c.url && base::ascii_lower(line.key.host) != c.url->host;
  return b;
}

findings::FileChange& change_of(findings::Fix& fix, const npm::RcDocument& document) {
  for (findings::FileChange& change : fix.changes)
    if (change.path == document.path()) return change;
  fix.changes.push_back(edit_of(document));
  return fix.changes.back();
}

std::string places_words(const Facts& facts, const std::vector<const Meant*>& lines) {
  std::string out;
  for (const Meant* m : lines) out += (out.empty() ? "" : ", ") + place_words(facts, *m->entry);
  return out;
}

std::string value_as_written(const Meant& m) {
  return std::string(m.document->source().slice(m.value));
}

bool in_files(const std::vector<const Meant*>& lines) {
  return std::all_of(lines.begin(), lines.end(), [](const Meant* m) { return m->document && m->line; });
}

}  // namespace

bool credential_could_help(const Concern& c) {
  if (c.stopped_by == "ENEEDAUTH") return true;
  if (!c.stopped_by.empty() || !c.verdict().trouble.empty()) return false;
  const int status = c.status();
  if (status == 401 || status == 403) return true;
  if (status != 404 || !hides(c)) return false;
  // The public registry has no private packages without a scope: 404 there is the whole truth.
  return !is_public_registry(c) || !c.spec.scope.empty() || c.purpose == Purpose::publish;
}

std::vector<std::size_t> starved(const Facts& facts) {
  std::vector<std::size_t> out = failing(facts);
  std::erase_if(out, [&](std::size_t i) {
    return !nothing_sent(facts.concerns[i]) || !credential_could_help(facts.concerns[i]);
  });
  return out;
}

std::vector<Filed> filed_credentials(const Facts& facts, const std::vector<Meant>& meant) {
  std::vector<Filed> out;
  for (const Meant& m : meant) {
    if (!m.key.prefix_in_form || !m.separator_in_form || !m.key.field_in_form() || !m.counts) continue;
    const std::string prefix =
        m.key.lacks_last_slash ? m.key.prefix().substr(0, m.key.prefix().size() - 1) : m.key.prefix();
    auto at = std::find_if(out.begin(), out.end(), [&](const Filed& f) { return f.prefix == prefix; });
    if (at == out.end()) at = out.insert(out.end(), Filed{prefix, m.key.host, m.key.port, m.key.path, {}, false});
    at->lines.push_back(&m);
  }
  for (Filed& f : out) {
    const auto has = [&](std::string_view field) {
      return facts.config.get(f.prefix + ":" + std::string(field)).truthy();
    };
    f.complete = has("_authToken") || has("_auth") || (has("username") && has("_password"));
    // What makes the credential: a token beside a forgotten user name is the token alone.
    const bool by_token = has("_authToken"), by_auth = !by_token && has("_auth");
    if (f.complete)
      std::erase_if(f.lines, [&](const Meant* m) {
        const std::string& field = m->key.meant_field;
        return !m->entry->value.truthy() || (by_token  ? field != "_authToken"
                                             : by_auth ? field != "_auth"
                                                       : field == "_auth" || field == "_authToken");
      });
  }
  return out;
}

bool may_lack_scope_mapping(const Facts& facts, const Concern& c, const std::vector<Filed>& filed) {
  if (c.spec.scope.empty() || c.registry.via != "default registry" || !is_public_registry(c)) return false;
  return std::any_of(filed.begin(), filed.end(), [&](const Filed& f) {
    return f.complete && f.host_port() != c.host && !host_in_use(facts, f.host_port());
  });
}

std::string file_words(const Facts& facts, const std::string& path) {
  const std::string& home = facts.config.situation.home;
  return base::printable(!home.empty() && path.starts_with(home + "/") ? "~" + path.substr(home.size()) : path);
}

std::string place_words(const Facts& facts, const npm::Entry& entry) {
  if (entry.place.file == "cli") return "the command line";
  std::string out = file_words(facts, entry.place.file);
  if (entry.place.line) out += ":" + std::to_string(entry.place.line);
  return out;
}

std::vector<findings::Evidence> at_all(const std::vector<const Meant*>& lines, std::string note) {
  std::vector<findings::Evidence> out;
  for (const Meant* m : lines) out.push_back(at(*m->entry, note));
  return out;
}

namespace {

// The "=" of the line, with the blanks around it, stays as the person wrote it; nullopt: it must be written anew.
std::optional<base::Span> key_alone(const Meant& m) {
  if (!m.separator_in_form) return std::nullopt;
  const std::string_view head = m.document->source().slice(m.before_value);
  const std::size_t last = head.find_last_not_of("= \t");
  if (last == std::string_view::npos || head[last] == '"' || head[last] == '\'') return std::nullopt;
  return base::Span{m.before_value.begin, m.before_value.begin + last + 1};
}

// Two faults at once: the key is right after the change, and an empty line in front of it switches it off still. Those
// lines go as well.
void clear_the_way(const Facts& facts, findings::Fix& fix, const std::string& prefix,
                   const std::vector<const Meant*>& lines) {
  for (const Meant* m : lines)
    for (const npm::Entry* e : facts.config.all(prefix + ":" + m->key.meant_field)) {
      const npm::RcDocument* document = document_of(facts, *e);
      if (!document || e->value.truthy() || !e->variables.empty() || e == m->entry) continue;
      delete_line(change_of(fix, *document), *document, static_cast<std::size_t>(e->place.line));
      fix.description += ", and delete the empty line " + place_words(facts, *e);
    }
}

}  // namespace

findings::Fix refile(const Facts& facts, const Concern& c, const std::vector<const Meant*>& lines,
                     const std::string& prefix, std::string id) {
  findings::Fix fix;
  fix.id = std::move(id);
  fix.safety = findings::Safety::ask;
  for (const Meant* m : lines) {
    const std::string key = prefix + ":" + m->key.meant_field;
    const auto alone = key_alone(*m);
    replace_span(change_of(fix, *m->document), alone.value_or(m->before_value), base::Secret(alone ? key : key + "="));
    fix.bindings.push_back(binding_of(facts, c, *m, key));
  }
  fix.description =
      "write the key in " + places_words(facts, lines) + " as " + prefix + ":" + lines.front()->key.meant_field;
  return fix;
}

findings::Fix file_again(const Facts& facts, const Concern& c, const std::vector<const Meant*>& lines,
                         const std::string& prefix, std::string id) {
  findings::Fix fix;
  fix.id = std::move(id);
  fix.safety = findings::Safety::ask;
  for (const Meant* m : lines) {
    const std::string key = prefix + ":" + m->key.meant_field;
    insert_after(change_of(fix, *m->document), *m->document, m->line, base::Secret(key + "=" + value_as_written(*m)));
    fix.bindings.push_back(binding_of(facts, c, *m, key));
  }
  fix.description = "add the credential of " + places_words(facts, lines) + " once more, as " + prefix + ":" +
                    lines.front()->key.meant_field;
  return fix;
}

findings::Fix set_again(const Facts& facts, const std::vector<const Meant*>& lines, const std::string& prefix) {
  std::vector<std::string> commands;
  for (const Meant* m : lines) {
    const std::string key = prefix + ":" + m->key.meant_field;
    if (m->entry->place.file.starts_with("env:"))
      commands.push_back("env " + base::shell_word("npm_config_" + key + "=...") + " npm ...");
    else
      commands.push_back("npm ... " + base::shell_word("--" + key + "=..."));
  }
  return manual("set-again",
                "give the value of " + places_words(facts, lines) + " under the key " + prefix + ":" +
                    lines.front()->key.meant_field,
                std::move(commands));
}

std::optional<findings::Fix> file_under(const Facts& facts, const Concern& c, const std::vector<const Meant*>& lines,
                                        const std::string& prefix, std::string id, Filing filing) {
  if (lines.empty()) return std::nullopt;
  if (!in_files(lines)) {
    const bool would_do = c.wants_exact_key ? prefix == key_for(c) : c.url && covers(prefix, *c.url);
    return would_do ? std::optional(set_again(facts, lines, prefix)) : std::nullopt;
  }
  findings::Fix fix = filing == Filing::instead ? refile(facts, c, lines, prefix, std::move(id))
                                                : file_again(facts, c, lines, prefix, std::move(id));
  if (!cures(facts, c, fix.changes)) clear_the_way(facts, fix, prefix, lines);
  return cures(facts, c, fix.changes) ? std::optional(std::move(fix)) : std::nullopt;
}

findings::Fix by_hand(const Facts& facts, const Concern& c, const std::string& key) {
  return manual("by-hand",
                "put the line " + key + "=... into " + file_words(facts, user_rc_path(facts)) + ", or log in again",
                {"e401 login " + base::shell_word("--registry=" + npm::shown_url(c.registry.url))});
}

}  // namespace e401::rules
