#include "rules/lens_values.h"

#include "base/text.h"
#include "npm/rc_value_edit.h"
#include "rules/lens_keys.h"

namespace e401::rules {
namespace {

std::string text_of(const npm::Value& value) {
  return value.string() ? *value.string() : std::string();
}

std::string field_of(std::string_view key) {
  const std::size_t colon = key.rfind(':');
  return std::string(colon == std::string_view::npos ? key : key.substr(colon + 1));
}

}  // namespace

SentValue value_of(const npm::Entry& entry) {
  SentValue v;
  v.entry = &entry;
  v.field = field_of(entry.key);
  v.raw = text_of(entry.raw);
  v.text = text_of(entry.value);
  for (const npm::VariableUse& use : entry.variables)  // those of the key are not the value's fault
    if (use.set && v.raw.find("${" + use.name) != std::string::npos) v.variables.push_back(use.name);
  return v;
}

std::vector<SentValue> sent_values(const Concern& c) {
  std::vector<SentValue> out;
  if (!c.sent()) return out;
  const npm::Credential& credential = *c.decision.sent;
  if (credential.entry) out.push_back(value_of(*credential.entry));
  if (credential.username_entry) out.push_back(value_of(*credential.username_entry));
  return out;
}

void add_value(const SentValue& value, findings::Finding& f, const std::string& note) {
  const bool variable = !value.variables.empty();
  if (value.entry) f.evidence.push_back(at(*value.entry, variable ? "the value comes from here" : note));
  for (const std::string& name : value.variables) f.evidence.push_back(at_variable(name, note));
}

std::optional<findings::FileChange> set_value(const Facts& facts, const npm::Entry& entry, const std::string& text) {
  const npm::RcDocument* document = document_of(facts, entry);
  if (!document) return std::nullopt;
  const auto edit = npm::rc_value_edit(*document, *entry.line, text);
  if (!edit) return std::nullopt;
  findings::FileChange change = edit_of(*document);
  replace_span(change, edit->span, base::Secret(edit->replacement));
  return change;
}

std::optional<findings::Fix> rewrite(const Facts& facts, const npm::Entry& entry, const std::string& text,
                                     std::string id, findings::Safety safety, std::string description) {
  auto change = set_value(facts, entry, text);
  if (!change) return std::nullopt;
  findings::Fix fix;
  fix.id = std::move(id);
  fix.safety = safety;
  fix.description = std::move(description);
  fix.changes.push_back(std::move(*change));
  return fix;
}

std::string where_words(const Facts& facts, const npm::Entry& entry) {
  if (entry.place.file.starts_with("env:")) return "the variable " + base::printable(entry.place.file.substr(4));
  if (entry.place.file == "cli") return "the command line";
  return "line " + std::to_string(entry.place.line) + " of " + file_words(facts, entry.place.file);
}

std::string source_words(const Facts& facts, const SentValue& value) {
  return value.variables.empty() ? where_words(facts, *value.entry)
                                 : "the variable " + base::printable(value.variables.front());
}

std::string meant_text(const Facts& facts, const npm::Entry& entry) {
  const npm::RcDocument* document = document_of(facts, entry);
  if (!document) return text_of(entry.raw);
  const std::string_view source = base::trim(document->source().slice(entry.line->value_span));
  std::string out;
  for (std::size_t i = 0; i < source.size(); ++i) {
    const bool escape = source[i] == '\\' && i + 1 < source.size() &&
                        (source[i + 1] == '#' || source[i + 1] == ';' || source[i + 1] == '\\');
    out += source[escape ? ++i : i];
  }
  return out;
}

}  // namespace e401::rules
