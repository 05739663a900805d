// Decisive: the registry's address, as written, carries a token: glued to its path (":_authToken=..."), in its query,
// as its last path part, or as user:password before the host; and with the address alone, and the token under a key of
// its own, the failing request would go out with it. user:password is a way npm does send (R-75), undecoded and not for
// publish: it is the cause only where that matters, or where a token stands in the password's place; a wrong password
// is another cause.
#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/text.h"
#include "providers/token_shapes.h"
#include "rules/lens_damage.h"
#include "rules/lint_lens.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

struct Glued {
  std::string clean;  // the address alone, with its last slash
  std::string field;  // "_authToken", "_auth"
  std::string value;  // as written
  std::string where;  // for people: "in its query"
  bool by_userinfo = false;
  bool certain = true;  // false: by its looks alone, which a path may have too
};

std::string with_slash(std::string url) {
  while (url.ends_with('/') || url.ends_with(' ')) url.pop_back();
  return url + "/";
}

std::string percent_decoded(std::string_view text) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() + 0 && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// "https://h/:_authToken=x", "https://h/_auth=x", "https://h/ :_authToken=x"
std::optional<Glued> in_path(const std::string& url) {
  const std::string lower = base::ascii_lower(url);
  for (const auto& [word, field] : {std::pair<std::string_view, std::string_view>{"_authtoken=", "_authToken"},
                                    {"_auth=", "_auth"},
                                    {"authtoken=", "_authToken"}}) {
    const std::size_t at = lower.find(word);
    if (at == std::string::npos || at == 0 || lower.rfind('?', at) != std::string::npos) continue;
    std::size_t end = at;
    while (end > 0 && (url[end - 1] == ':' || url[end - 1] == ' ' || url[end - 1] == ';')) --end;
    if (end == at && url[at - 1] != '/') continue;
    return Glued{with_slash(url.substr(0, end)), std::string(field), url.substr(at + word.size()), "glued to its path"};
  }
  return std::nullopt;
}

std::optional<Glued> in_query(const std::string& url) {
  const std::size_t mark = url.find_first_of("?#");
  if (mark == std::string::npos) return std::nullopt;
  static constexpr std::array<std::string_view, 12> names{"token",        "_authtoken",  "authtoken",     "auth_token",
                                                          "access_token", "accesstoken", "private_token", "job_token",
                                                          "api_key",      "apikey",      "npm_token",     "_auth"};
  for (const auto part : base::split(std::string_view(url).substr(mark + 1), '&')) {
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos || equals + 1 >= part.size()) continue;
    const std::string name = base::ascii_lower(part.substr(0, equals));
    if (std::find(names.begin(), names.end(), name) == names.end()) continue;
    return Glued{with_slash(url.substr(0, mark)), name == "_auth" ? "_auth" : "_authToken",
                 percent_decoded(part.substr(equals + 1)), "in its query"};
  }
  return std::nullopt;
}

// The address of Font Awesome's old scheme, and of whoever copied it: https://host/TOKEN
std::optional<Glued> in_last_part(const std::string& url) {
  std::string text = url;
  while (text.ends_with('/')) text.pop_back();
  const std::size_t slash = text.rfind('/');
  if (slash == std::string::npos || slash < 8 || text[slash - 1] == '/') return std::nullopt;
  const std::string part = text.substr(slash + 1);
  const auto shape = providers::shape_of(base::Secret(part));
  const bool is_uuid = part.size() == 36 && part.find_first_not_of("0123456789abcdefABCDEF-") == std::string::npos &&
                       std::count(part.begin(), part.end(), '-') == 4;
  if (!(shape && shape->complete && !shape->family.empty()) && !is_uuid) return std::nullopt;
  return Glued{with_slash(text.substr(0, slash)), "_authToken", part, "as the last part of its path", false, !is_uuid};
}

bool stands_for_token(std::string_view user, std::string_view password) {
  static constexpr std::array<std::string_view, 12> names{
      "",    "oauth2", "token",      "_token", "x-access-token", "x-oauth-basic", "gitlab-ci-token", "aws",
      "pat", "bearer", "_authtoken", "npm"};
  if (password.empty() || user.empty()) return true;
  if (std::find(names.begin(), names.end(), base::ascii_lower(user)) != names.end()) return true;
  const auto shape = providers::shape_of(base::Secret(percent_decoded(password)));
  return shape && !shape->family.empty();
}

std::optional<Glued> in_userinfo(const std::string& url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos) return std::nullopt;
  const std::size_t host = scheme + 3, slash = std::min(url.find('/', host), url.size());
  const std::size_t at = url.rfind('@', slash);
  if (at == std::string::npos || at < host) return std::nullopt;
  const std::string info = url.substr(host, at - host);
  const std::size_t colon = info.find(':');
  const std::string user = info.substr(0, colon), password = colon == std::string::npos ? "" : info.substr(colon + 1);
  Glued g{with_slash(url.substr(0, host) + url.substr(at + 1)), "_authToken", "", "before its host", true};
  if (stands_for_token(user, password)) {
    g.value = percent_decoded(password.empty() ? user : password);
  } else {
    if (info.find("${") != std::string::npos) return std::nullopt;  // cannot be encoded without its value
    g.field = "_auth";
    g.value = base::base64_encode(percent_decoded(user) + ":" + percent_decoded(password));
  }
  return g;
}

std::optional<Glued> glued_in(const std::string& url) {
  if (!base::ascii_lower(url).starts_with("http")) return std::nullopt;
  for (const auto look : {in_path, in_query, in_userinfo, in_last_part})
    if (auto found = look(url); found && !found->value.empty()) return found;
  return std::nullopt;
}

// user:password@ works for requests as long as nothing in it needs decoding and the registry takes it: then another
// cause is at work.
bool userinfo_explains(const Concern& c, const Glued& g) {
  if (!g.by_userinfo) return true;
  if (c.stopped_by == "ENEEDAUTH") return true;
  if (!credential_could_help(c)) return false;
  if (nothing_sent(c)) return true;  // a tarball: its address comes from the registry, without the user and password
  return g.field == "_authToken" || (c.url && (c.url->username + c.url->password).find('%') != std::string::npos);
}

std::string unquoted(std::string_view text, std::string& quote) {
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front()) {
    quote = text.substr(0, 1);
    return std::string(text.substr(1, text.size() - 2));
  }
  return std::string(text);
}

std::string key_of(const Facts& facts, const std::string& clean) {
  const npm::Expansion expanded =
      npm::expand(clean, [&](std::string_view name) { return facts.config.situation.variable(name); });
  return npm::nerf_dart(expanded.text).value_or("");
}

std::optional<findings::Fix> fix_in_rc(const Facts& facts, const Concern& c, const npm::RcDocument& document,
                                       Glued& g) {
  const npm::Entry& entry = *c.registry.entry;
  base::Span value = entry.line->value_span;
  if (!entry.line->comment_span.empty() && entry.line->comment_span.begin < value.end)
    value.end = entry.line->comment_span.begin;
  std::string quote;
  const auto found = glued_in(unquoted(base::trim(document.source().slice(value)), quote));
  if (!found) return std::nullopt;
  g = *found;
  const std::string key = key_of(facts, g.clean) + ":" + g.field;
  findings::Fix fix;
  fix.id = "split-token-from-url";
  fix.safety = findings::Safety::ask;
  fix.changes = {edit_of(document)};
  replace_span(fix.changes.front(), value, base::Secret(quote + g.clean + quote));
  const std::string text =
      g.value.find("${") != std::string::npos ? g.value : npm::rc_value_text(g.value).value_or(g.value);
  if (!facts.config.get(key).truthy())
    insert_after(fix.changes.front(), document, static_cast<std::size_t>(entry.place.line),
                 base::Secret(key + "=" + text));
  fix.bindings = {{key, place_words(facts, entry), named_by_project_only(facts, c), false}};
  fix.description = "leave the address alone in " + place_words(facts, entry) + ", and file the token under " + key;
  const auto outcome = what_if(facts, c, fix.changes);
  return outcome && outcome->sends ? std::optional(std::move(fix)) : std::nullopt;
}

std::optional<findings::Fix> fix_in_package_json(const Facts& facts, const Concern& c, const Glued& g) {
  const OwnPackage own = package_of(facts, c);
  const base::Json* config = own.json ? own.json->find("publishConfig") : nullptr;
  for (const std::string& name : {c.spec.scope + ":registry", std::string("registry")}) {
    const base::Json* value = config ? config->find(name) : nullptr;
    if (!value || value->text != c.registry.url) continue;
    const std::string key = key_of(facts, g.clean) + ":" + g.field;
    findings::Fix fix;
    fix.id = "split-token-from-url";
    fix.safety = findings::Safety::ask;
    findings::FileChange change;
    change.path = own.path;
    change.judged_sha256 = base::sha256_hex(own.source->text());
    replace_span(change, value->span, base::Secret(base::json_quote(g.clean)));
    fix.changes = {std::move(change),
                   add_to_user_rc(facts, base::Secret(key + "=" + npm::rc_value_text(g.value).value_or(g.value)))};
    fix.bindings = {{key, file_words(facts, own.path), true, false}};
    fix.description = "leave the address alone in " + file_words(facts, own.path) + ", and file the token under " +
                      key + " in your user npmrc";
    return fix;
  }
  return std::nullopt;
}

void say(const npm::Url* host, const Glued& g, const std::string& key, findings::Finding& f) {
  f.title = "the registry's address carries a token " + g.where;
  if (host) f.host = host->host_port();
  f.detail = "npm asks " + base::printable(f.host) + " at an address with the token in it";
  f.why =
      "npm takes the whole value for an address and puts the package's name behind it. No credential is looked up in "
      "it, and the token gets into logs and lockfiles.";
  f.help = "Write the address alone, and the token as " + key +
           "=... If the file was ever committed or the log shared, revoke the token.";
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (c.from_lockfile || !c.verdict().trouble.empty()) continue;
    auto g = glued_in(c.registry.url);
    if (!g || !userinfo_explains(c, *g)) continue;
    const npm::RcDocument* document = c.registry.entry ? document_of(facts, *c.registry.entry) : nullptr;
    std::optional<findings::Fix> fix;
    if (document)
      fix = fix_in_rc(facts, c, *document, *g);
    else if (c.from_publish_config)
      fix = fix_in_package_json(facts, c, *g);
    if (!fix && document) continue;
    const std::string key = key_of(facts, g->clean) + ":" + g->field;
    findings::Finding f = about(facts, i, "token-in-registry-url", true);
    say(nullptr, *g, key, f);
    add_registry_line(c, f.evidence, "a token " + g->where);
    if (fix) f.fixes.push_back(std::move(*fix));
    f.fixes.push_back(by_hand(facts, c, key));
    f.fixes.back().commands.clear();
    out.add(std::move(f));
  }
}

// user:password@ is sent, by npm's own rule; a literal password in it is literal-secret's.
void lint(const LintFacts& facts, findings::Findings& out) {
  for (const Facts& project : facts.projects)
    for (const Route& route : routes(project)) {
      const auto g = route.entry && route.entry->line ? glued_in(route.url) : std::nullopt;
      if (!g || g->by_userinfo || !g->certain) continue;
      const std::string key = key_of(project, g->clean) + ":" + g->field;
      findings::Finding f = seen_in_file(facts, "token-in-registry-url", route.entry->place.file);
      say(&route.parsed, *g, key, f);
      f.evidence.push_back(at(*route.entry, "a token " + g->where));
      f.fixes.push_back(manual("split-token-from-url", "write " + base::printable(route.key) + "=" +
                                                           npm::shown_url(g->clean) + " and, on a line of its own, " +
                                                           base::printable(key) + "=${NPM_TOKEN}"));
      out.add(std::move(f));
    }
}

}  // namespace

extern const Rule rule_token_in_registry_url;
const Rule rule_token_in_registry_url{"token-in-registry-url", check, lint};

}  // namespace e401::rules
