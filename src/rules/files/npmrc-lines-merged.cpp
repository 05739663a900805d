// Decisive: behind a value (or glued to the end of a comment) begins another setting, and with a line end between them
// the failing request would go elsewhere or with another credential. What may begin there is kept narrow: an address
// with a field, a scope's registry, a registry with its URL, a few long names with a fitting value; a literal "\n" must
// be followed by one of them or by the line's end.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "rules/lens_damage.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

// "//host/path/:_authToken=" in form.
bool credential_begins(std::string_view rest) {
  if (!rest.starts_with("//") || rest.starts_with("///")) return false;
  const auto key = parse_meant_key(rest);
  if (!key || !key->prefix_in_form || !key->field_in_form()) return false;
  const std::size_t equals = skip_blanks(rest, key->field_end);
  return equals < rest.size() && rest[equals] == '=';
}

bool scope_begins(std::string_view rest) {
  if (!rest.starts_with('@')) return false;
  const std::size_t end =
      rest.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~", 1);
  return end != std::string_view::npos && end > 1 && rest.substr(end).starts_with(":registry") &&
         skip_blanks(rest, end + 9) < rest.size() && rest[skip_blanks(rest, end + 9)] == '=';
}

bool setting_begins(std::string_view rest, char before) {
  struct Setting {
    std::string_view name, value;  // value: how it must go on; "" anything
  };
  static constexpr std::array<Setting, 14> settings{{{"registry", "http"},
                                                     {"always-auth", "true"},
                                                     {"always-auth", "false"},
                                                     {"strict-ssl", "true"},
                                                     {"strict-ssl", "false"},
                                                     {"email", ""},
                                                     {"engine-strict", "true"},
                                                     {"engine-strict", "false"},
                                                     {"save-exact", "true"},
                                                     {"legacy-peer-deps", "true"},
                                                     {"package-lock", "false"},
                                                     {"ignore-scripts", "true"},
                                                     {"cafile", ""},
                                                     {"https-proxy", "http"}}};
  if (std::string_view("?&-_:.").find(before) != std::string_view::npos) return false;
  for (const Setting& s : settings) {
    if (!rest.starts_with(s.name)) continue;
    const std::size_t equals = skip_blanks(rest, s.name.size());
    if (equals >= rest.size() || rest[equals] != '=') continue;
    const std::string_view value = rest.substr(skip_blanks(rest, equals + 1));
    if (s.name == "email" ? value.find('@') != std::string_view::npos : !value.empty() && value.starts_with(s.value))
      return true;
  }
  return false;
}

bool begins_setting(std::string_view rest, char before) {
  // "https://h/:_authToken=x" is a token glued to its address, not a second line.
  return (before != ':' && credential_begins(rest)) || scope_begins(rest) || setting_begins(rest, before);
}

// "\n", "\r\n" as text: its length, or 0.
std::size_t written_line_end(std::string_view rest) {
  if (rest.starts_with("\\r\\n")) return 4;
  return rest.starts_with("\\n") ? 2 : 0;
}

// Where the line must be cut: spans that become a line end. Offsets into the line's text.
std::vector<base::Span> cuts_in(std::string_view text, bool is_comment) {
  std::vector<base::Span> out;
  for (std::size_t at = 1; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    if (const std::size_t n = written_line_end(rest); n > 0 && !is_comment) {
      const std::size_t next = skip_blanks(text, at + n);
      if (next == text.size() || begins_setting(text.substr(next), '\n') || written_line_end(text.substr(next)) > 0) {
        out.push_back({at, next});
        at = next;  // the next setting begins here; its own first character is no cut
      }
      continue;
    }
    const char before = text[at - 1];
    // A comment that ends where a setting begins was glued; "# //h/:_authToken=x" is a line somebody switched off.
    if (is_comment && (is_blank(before) || before == '#' || before == ';')) continue;
    if (!begins_setting(rest, before)) continue;
    // What stands before it must be a setting that is over; "@acme registry = https://..." is one that is misspelt.
    const std::size_t from = out.empty() ? 0 : out.back().end;
    if (!is_comment && text.substr(from, at - from).find('=') == std::string_view::npos) continue;
    std::size_t begin = at;
    while (begin > 0 && (is_blank(text[begin - 1]) || text[begin - 1] == ',' || text[begin - 1] == ';')) --begin;
    if (begin == 0) continue;
    out.push_back({begin, at});
  }
  return out;
}

// An entry's key must be over before another setting can begin, unless the line never had its "=".
std::vector<base::Span> cuts_of(const npm::RcDocument& document, const npm::RcLine& line) {
  const std::string_view text = document.source().slice(line.span);
  const bool is_comment = line.kind == npm::RcLine::Kind::comment;
  if (line.kind != npm::RcLine::Kind::entry && !is_comment) return {};
  std::vector<base::Span> cuts = cuts_in(text, is_comment);
  const std::size_t lead = text.find_first_not_of(" \t\xef\xbb\xbf");
  std::erase_if(cuts, [&](const base::Span& s) { return s.begin <= lead; });
  for (base::Span& s : cuts) s = {s.begin + line.span.begin, s.end + line.span.begin};
  return cuts;
}

struct Damage {
  const npm::RcDocument* document = nullptr;
  std::vector<std::size_t> lines;
  findings::Fix fix;
};

Damage damage_of(const Facts& facts, const npm::RcDocument& document) {
  Damage d;
  d.document = &document;
  d.fix.id = "split-lines";
  d.fix.safety = safety_of_mending(facts, document);
  for (std::size_t n = 1; n <= document.lines().size(); ++n) {
    const auto cuts = cuts_of(document, document.line(n));
    if (cuts.empty()) continue;
    d.lines.push_back(n);
    if (d.fix.changes.empty()) d.fix.changes = {edit_of(document)};
    for (const base::Span& cut : cuts) {
      const bool at_end = cut.end == document.line(n).span.end;
      replace_span(d.fix.changes.front(), cut, base::Secret(at_end ? std::string() : std::string(document.line_end())));
    }
  }
  if (!d.lines.empty())
    d.fix.description = "put the settings of " + file_words(facts, document.path()) + ":" +
                        std::to_string(d.lines.front()) + " on lines of their own";
  return d;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const npm::RcDocument* document : facts.documents()) {
    if (document->encoding() != npm::RcEncoding::utf8) continue;
    const Damage d = damage_of(facts, *document);
    if (d.lines.empty()) continue;
    for (const std::size_t i : mattered(facts, d.fix.changes)) {
      findings::Finding f = about(facts, i, "npmrc-lines-merged", true);
      f.title = "two settings stand on one line";
      for (const std::size_t n : d.lines) f.evidence.push_back(at(*document, n, "more than one setting"));
      f.why =
          "npm reads one setting a line: all behind the first = is its value, the next setting's name and value "
          "included. It happens when something is appended to a file whose last line has no line end, or when a shell "
          "writes \\n as it stands.";
      f.help = "Put each setting on a line of its own.";
      f.fixes = {d.fix, manual("append-safely", "append to an npmrc with a line end before and behind",
                               {"printf '\\n%s\\n' '...' >> .npmrc"})};
      out.add(std::move(f));
    }
  }
}

}  // namespace

extern const Rule rule_npmrc_lines_merged;
const Rule rule_npmrc_lines_merged{"npmrc-lines-merged", check};

}  // namespace e401::rules
