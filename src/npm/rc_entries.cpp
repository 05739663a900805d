#include "npm/rc_entries.h"

#include <algorithm>

namespace e401::npm {
namespace {

Entry entry_of(const RcDocument& document, const RcLine& line, Layer layer) {
  Entry entry;
  entry.raw_key = line.kind == RcLine::Kind::section ? line.section : line.key;
  entry.raw = line.kind == RcLine::Kind::section ? Value(Value::Object{}) : line.value;
  entry.layer = layer;
  entry.place = document.source().place(line.key_span.begin);
  entry.line = &line;
  return entry;
}

// A key npm has taken apart at its dots ("[a.b]", or "a.b=null") is found under its first part.
bool begins_with_part(std::string_view whole, std::string_view part) {
  return whole == part || (whole.starts_with(part) && whole[part.size()] == '.');
}

// The last line of its own that has the key, or the first [section] of that name; -1: none.
int line_behind(const std::vector<Entry>& entries, std::string_view key) {
  int found = -1;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool is_line = entries[i].line && entries[i].line->kind == RcLine::Kind::entry;
    if (!entries[i].in_section && entries[i].raw_key == key && (is_line || found < 0)) found = static_cast<int>(i);
  }
  return found;
}

// A key that stands on no line as it is: it stands where the first key is written that it is a part of.
Entry entry_under(const std::string& key, const std::vector<Entry>& entries, Layer layer) {
  Entry entry;
  entry.raw_key = key;
  entry.layer = layer;
  for (const Entry& e : entries) {
    if (!e.line || !begins_with_part(e.raw_key, key)) continue;
    entry.place = e.place;
    entry.line = e.line;
    break;
  }
  return entry;
}

}  // namespace

RcEntries entries_of(const RcDocument& document, Layer layer) {
  RcEntries out;
  bool below_section = false;
  for (const RcLine& line : document.lines()) {
    if (line.kind != RcLine::Kind::entry && line.kind != RcLine::Kind::section) continue;
    Entry entry = entry_of(document, line, layer);
    entry.in_section = below_section && line.kind == RcLine::Kind::entry;
    below_section = below_section || line.kind == RcLine::Kind::section;
    out.entries.push_back(std::move(entry));
  }
  const Value::Object object = document.to_object();
  for (Entry& entry : out.entries) {
    const bool is_seen =
        std::any_of(object.begin(), object.end(), [&](const auto& member) { return member.first == entry.raw_key; });
    if (!is_seen) entry.in_section = true;  // taken apart at its dots: npm has another key for it, added below
  }
  for (const auto& [key, value] : object) {
    int number = line_behind(out.entries, key);
    if (number < 0) {
      number = static_cast<int>(out.entries.size());
      out.entries.push_back(entry_under(key, out.entries, layer));
    }
    out.entries[static_cast<std::size_t>(number)].raw = value;  // a list has all its lines' values
    out.items.push_back({key, value, number});
  }
  return out;
}

}  // namespace e401::npm
