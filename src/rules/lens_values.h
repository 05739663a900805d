// What rules ask of the texts behind a credential: which settings make it up, whether the fault stands in the file or
// comes from a variable, and how a setting's value is rewritten.
#pragma once

#include <string>
#include <vector>

#include "rules/lens.h"
#include "rules/meant.h"

namespace e401::rules {

// One setting of the credential that npm sends.
struct SentValue {
  const npm::Entry* entry = nullptr;
  std::string field;                   // "_authToken", "_auth", "_password", "username"
  std::string raw;                     // as npm's ini reader gives it, before ${} is replaced
  std::string text;                    // as sent (the password before it is decoded)
  std::vector<std::string> variables;  // that are set and replaced in it
  bool in_file() const { return entry && entry->line != nullptr; }
  // Is the fault in the text of the file, or in what a variable holds?
  bool from_variable() const { return !variables.empty() || !in_file(); }
};
std::vector<SentValue> sent_values(const Concern& c);
// Of an entry alone (a credential that is not sent).
SentValue value_of(const npm::Entry& entry);

// Evidence of a value: its line, and the variable its text came from. `note` stands at the one that is to be mended.
void add_value(const SentValue& value, findings::Finding& f, const std::string& note);

// The change that makes npm read `text` as this entry's value; nullopt where no spelling does, or it stands in no file.
std::optional<findings::FileChange> set_value(const Facts& facts, const npm::Entry& entry, const std::string& text);
// A fix with that change; `safe` says that the same secret goes to the same place as before.
std::optional<findings::Fix> rewrite(const Facts& facts, const npm::Entry& entry, const std::string& text,
                                     std::string id, findings::Safety safety, std::string description);
// "line 3 of ~/.npmrc", "the variable NPM_TOKEN", "the command line"
std::string where_words(const Facts& facts, const npm::Entry& entry);
std::string source_words(const Facts& facts,
                         const SentValue& value);  // the variable its text comes from, else where it stands

// What stands behind "=" in the line, a part that npm takes for a comment included, escapes taken off.
std::string meant_text(const Facts& facts, const npm::Entry& entry);

}  // namespace e401::rules
