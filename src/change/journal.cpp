// JSON, with paths percent-encoded: a path may be any bytes, JSON holds only Unicode. What is read back is not believed
// blindly: temporaries must lie beside their target and be named as ours are, else nothing is touched.
#include "change/journal.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/json.h"
#include "world/files.h"

namespace e401::change {
namespace {

using base::fail;
using base::Result;

constexpr std::string_view schema = "e401.journal/1";
constexpr std::array<std::string_view, 4> state_names{"prepare", "commit", "undo", "done"};
constexpr std::array<std::string_view, 3> kind_names{"edit", "create", "remove"};

std::string encoded(std::string_view path) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7f && c != '%')
      out += c;
    else
      ((out += '%') += digits[byte >> 4]) += digits[byte & 15];
  }
  return out;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

template <class Enum, std::size_t n>
std::optional<Enum> named(const std::array<std::string_view, n>& names, const std::string* name) {
  if (!name) return std::nullopt;
  const auto at = std::find(names.begin(), names.end(), *name);
  if (at == names.end()) return std::nullopt;
  return static_cast<Enum>(at - names.begin());
}

bool lies_beside(const std::string& temporary, const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos || temporary.substr(0, slash + 1) != path.substr(0, slash + 1)) return false;
  const std::string name = temporary.substr(slash + 1);
  return name.find('/') == std::string::npos && world::is_temporary_of(name, path.substr(slash + 1));
}

std::optional<JournalEntry> entry_of(const base::Json& json) {
  JournalEntry e;
  const auto kind = named<JournalEntry::Kind>(kind_names, json.find_string({"kind"}));
  if (!kind) return std::nullopt;
  e.kind = *kind;
  const auto text = [&](std::string_view name, std::string& into) {
    const std::string* found = json.find_string({name});
    const auto plain = found ? decoded(*found) : std::nullopt;
    if (plain) into = *plain;
    return plain.has_value();
  };
  if (!text("path", e.path) || !text("temporary", e.temporary) || !text("spare", e.spare) ||
      !text("judged", e.judged_sha256) || !text("new", e.new_sha256) || !text("backup", e.backup))
    return std::nullopt;
  if (!e.path.starts_with('/') || !lies_beside(e.temporary, e.path) || !lies_beside(e.spare, e.path) ||
      e.temporary == e.spare)
    return std::nullopt;
  return e;
}

}  // namespace

std::string journal_text(const Journal& journal) {
  base::JsonWriter out(true);
  out.begin_object().member("schema", schema);
  out.member("state", state_names[static_cast<std::size_t>(journal.state)]);
  out.key("entries").begin_array();
  for (const JournalEntry& e : journal.entries) {
    out.begin_object().member("kind", kind_names[static_cast<std::size_t>(e.kind)]);
    out.member("path", encoded(e.path)).member("temporary", encoded(e.temporary)).member("spare", encoded(e.spare));
    out.member("judged", e.judged_sha256).member("new", e.new_sha256).member("backup", encoded(e.backup));
    out.end_object();
  }
  out.end_array().end_object();
  return out.take() + "\n";
}

Result<Journal> parse_journal(std::string_view text, const std::string& file) {
  TRY_AS(const base::Json json, base::parse_json(text, file));
  const std::string* version = json.find_string({"schema"});
  const auto state = named<Journal::State>(state_names, json.find_string({"state"}));
  const base::Json* entries = json.find("entries");
  if (!version || *version != schema || !state || !entries || !entries->is_array())
    return fail("not a journal that this e401 can read", file, 0, "bad-journal");
  Journal journal{*state, {}};
  for (const base::Json& item : entries->items) {
    auto entry = entry_of(item);
    if (!entry) return fail("an entry of the journal makes no sense", file, 0, "bad-journal");
    journal.entries.push_back(std::move(*entry));
  }
  return journal;
}

}  // namespace e401::change
