// The reader is generous on purpose: it is only asked about lines that already failed to help, and what it makes of one
// is checked by recomputing what npm would do (what_if.h) before anything is claimed.
#include "rules/meant.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "rules/lens.h"

namespace e401::rules {
namespace {

using base::ascii_lower;

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
bool is_quote(char c) {
  return c == '"' || c == '\'';
}
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

struct FieldAt {
  std::size_t begin = 0, end = 0;
  bool after_colon = false;
};

// Where a field's name may stand: a word behind ":", "/" or a blank that "=", ":", a blank or the end follows.
std::vector<FieldAt> fields_in(std::string_view text) {
  std::vector<FieldAt> out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_word(text[i]) || (i > 0 && is_word(text[i - 1]))) continue;
    if (i == 0 || (text[i - 1] != ':' && text[i - 1] != '/' && !is_blank(text[i - 1]))) continue;
    std::size_t end = i;
    while (end < text.size() && is_word(text[end])) ++end;
    if (end < text.size() && text.find_first_of("=:\"' \t", end) != end) continue;
    if (meant_field(text.substr(i, end - i)).empty()) continue;
    std::size_t before = i;
    while (before > 0 && is_blank(text[before - 1])) --before;
    out.push_back({i, end, before > 0 && text[before - 1] == ':'});
  }
  return out;
}

// The field that ends the key. With an "=" the word just before it; else the first word behind a colon, else the first
// word.
std::optional<FieldAt> field_of(std::string_view text) {
  const auto fields = fields_in(text);
  if (fields.empty()) return std::nullopt;
  const std::size_t equals = text.find('=');
  for (const FieldAt& f : fields) {
    std::size_t end = f.end;
    while (end < text.size() && (is_blank(text[end]) || is_quote(text[end]))) ++end;
    if (end == equals || (equals == std::string_view::npos && end == text.size())) return f;
  }
  for (const FieldAt& f : fields)
    if (f.after_colon) return f;
  return fields.front();
}

// "https://", "//https://", "http:", "npm config set //", any slashes: all that people write before a host.
std::string_view without_lead(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    text = base::trim(text);
    while (!text.empty() && (text.front() == '/' || text.front() == '\\' || is_quote(text.front()))) {
      text.remove_prefix(1);
      again = true;
    }
    for (const std::string_view lead : {"https:", "http:", "npm config set ", "npm c set ", "npm set ", "export "}) {
      if (!base::ascii_iequals(text.substr(0, lead.size()), lead)) continue;
      text.remove_prefix(lead.size());
      again = true;
    }
  }
  const std::size_t at = text.find('@');  // user@host
  if (at != std::string_view::npos && at > 0 && at < text.find('/')) text.remove_prefix(at + 1);
  return text;
}

bool looks_like_host(std::string_view host, bool has_port) {
  if (host.empty()) return false;
  if (host.front() == '[') return host.back() == ']';
  if (host.find_first_of(" \t@=;#\"'") != std::string_view::npos) return false;
  return has_port || host == "localhost" || host.find('.') != std::string_view::npos ||
         host.find("${") != std::string_view::npos;
}

std::string tidy_path(std::string_view path) {
  std::string out = "/";
  for (char c : path) {
    if (c == '\\') c = '/';
    if (c == '/' && out.back() == '/') continue;
    if (!is_blank(c)) out += c;
  }
  if (out.back() != '/') out += '/';
  return out;
}

std::size_t host_end(std::string_view text) {
  if (!text.empty() && text.front() == '[') {
    const std::size_t close = text.find(']');
    return close == std::string_view::npos ? text.size() : close + 1;
  }
  return std::min(text.find_first_of(":/\\"), text.size());
}

// The line's text from the key's first character on, without the comment behind it.
base::Span text_span(const npm::RcLine& line) {
  base::Span span = line.key_span.empty() ? line.span : base::Span{line.key_span.begin, line.span.end};
  if (!line.comment_span.empty()) span.end = std::min(span.end, line.comment_span.begin);
  return span;
}

void read_value(Meant& m, const npm::RcLine& line) {
  const std::string& bytes = m.document->source().text();
  const base::Span all = text_span(line);
  const std::string_view text = std::string_view(bytes).substr(all.begin, all.end - all.begin);
  const auto raw = parse_meant_key(text);
  std::size_t at = raw ? raw->field_end : text.size();
  const auto skip_blanks = [&] {
    while (at < text.size() && is_blank(text[at])) ++at;
  };
  if (at < text.size() && is_quote(text[at])) ++at;  // a quoted key
  skip_blanks();
  const std::size_t separator = at;
  while (at < text.size() && (text[at] == '=' || text[at] == ':') && at - separator < 2) {
    if (text[at] == '=' && at > separator && text[at - 1] == '=') break;
    ++at;
  }
  m.separator_in_form = at == separator + 1 && text[separator] == '=';
  skip_blanks();
  m.before_value = {all.begin, all.begin + at};
  std::size_t end = text.size();
  while (end > at && is_blank(text[end - 1])) --end;
  m.value = {all.begin + at, all.begin + end};
  if (m.separator_in_form && m.entry->value.string())
    m.value_text = *m.entry->value.string();
  else
    m.value_text = text.substr(at, end - at);
}

std::optional<Meant> meant_by(const Facts& facts, const npm::Entry& entry) {
  // A key without "=" holds all of the line, and so may a key whose value has the "=" of a base64 text.
  auto key = parse_meant_key(entry.key);
  if (!key) return std::nullopt;
  Meant m;
  m.key = std::move(*key);
  m.entry = &entry;
  m.document = document_of(facts, entry);
  m.counts = !entry.superseded && facts.config.find(entry.key) == &entry;
  if (m.document && entry.line) {
    m.line = static_cast<std::size_t>(entry.place.line);
    read_value(m, *entry.line);
  } else {
    m.separator_in_form = true;
    if (entry.value.string()) m.value_text = *entry.value.string();
  }
  // The key itself must be all: what follows the field in it is a value behind a wrong separator.
  if (m.key.field_end != entry.key.size()) m.separator_in_form = false;
  return m;
}

}  // namespace

std::string meant_field(std::string_view field) {
  std::string word;
  for (const char c : field)
    if (c != '_' && c != '-') word += c;
  word = ascii_lower(word);
  struct Spelling {
    std::string_view word, field;
  };
  static constexpr std::array<Spelling, 24> known{{
      {"authtoken", "_authToken"},
      {"token", "_authToken"},
      {"authtokens", "_authToken"},
      {"accesstoken", "_authToken"},
      {"bearertoken", "_authToken"},
      {"apitoken", "_authToken"},
      {"npmtoken", "_authToken"},
      {"auth", "_auth"},
      {"basicauth", "_auth"},
      {"password", "_password"},
      {"pass", "_password"},
      {"passwd", "_password"},
      {"pwd", "_password"},
      {"username", "username"},
      {"user", "username"},
      // Other settings that npm or its relatives know behind an address: not credentials, whatever they resemble.
      {"alwaysauth", ""},
      {"email", ""},
      {"registry", ""},
      {"certfile", ""},
      {"keyfile", ""},
      {"tokenhelper", ""},
      {"cert", ""},
      {"key", ""},
      {"ca", ""},
  }};
  for (const Spelling& s : known)
    if (s.word == word) return std::string(s.field);
  for (const auto& [full, name] :
       {std::pair{"authtoken", "_authToken"}, {"password", "_password"}, {"username", "username"}})
    if (word.size() >= 6 && base::edit_distance(word, full, 2) <= 2) return name;
  return {};
}

std::optional<MeantKey> parse_meant_key(std::string_view text) {
  const auto field = field_of(text);
  if (!field) return std::nullopt;
  MeantKey key;
  key.field = text.substr(field->begin, field->end - field->begin);
  key.meant_field = meant_field(key.field);
  key.field_end = field->end;
  std::string_view before = base::trim(text.substr(0, field->begin));
  const bool has_colon = before.ends_with(':');
  if (has_colon) before.remove_suffix(1);
  if (before.starts_with('@')) return std::nullopt;  // @scope:_authToken
  const std::string_view rest = without_lead(before);
  if (rest.empty()) {
    if (before.empty() && !has_colon) return std::nullopt;  // bare
    key.path = "/";
    return key;  // ":_authToken", "//:_authToken"
  }
  const std::size_t end = host_end(rest);
  key.host = base::trim(rest.substr(0, end));
  std::string_view path = rest.substr(end);
  if (path.starts_with(':')) {
    std::size_t digits = 1;
    while (digits < path.size() && is_digit(path[digits])) ++digits;
    if (digits == 1 && path.substr(0, 3) != ":${") return std::nullopt;
    if (digits == 1) digits = std::min(path.find('}'), path.size() - 1) + 1;
    key.port = path.substr(1, digits - 1);
    path.remove_prefix(digits);
  }
  if (!looks_like_host(key.host, !key.port.empty())) return std::nullopt;
  path = path.substr(0, path.find_first_of("?#"));
  key.path = tidy_path(path);
  const std::string form = key.prefix() + ":";
  const std::string_view written = text.substr(0, field->begin);
  key.lacks_last_slash = written.size() + 1 == form.size() && written == form.substr(0, form.size() - 2) + ":";
  key.prefix_in_form = written == form || key.lacks_last_slash;
  return key;
}

std::vector<Meant> meant_credentials(const Facts& facts) {
  std::vector<Meant> out;
  for (auto layer = npm::layers_low_to_high.rbegin(); layer != npm::layers_low_to_high.rend(); ++layer)
    for (const npm::Entry& entry : facts.config.layer(*layer).entries) {
      if (entry.line && !entry.line->section.empty()) continue;
      if (auto m = meant_by(facts, entry)) out.push_back(std::move(*m));
    }
  return out;
}

}  // namespace e401::rules
