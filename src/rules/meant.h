// What a line that looks like a credential was meant to say, whether or not npm reads it so: "https://h/:_authToken=x",
// "//h/:authToken x", "h/:_auth: x" all mean "//h/:FIELD=x". The rules about keys compare what was meant with what is
// asked.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/facts.h"

namespace e401::rules {

// A key taken apart: `//` host[:port] path `:` field, in any of the spellings that people write.
struct MeantKey {
  std::string host;             // as written, without port; "" for ":_authToken"
  std::string port;             // as written; "" none
  std::string path;             // begins and ends with "/", doubled slashes taken out
  std::string field;            // as written: "_authtoken"
  std::string meant_field;      // "_authToken", "_auth", "_password", "username"
  bool prefix_in_form = false;  // "//host[:port]/path/" or the same without its last slash
  bool lacks_last_slash = false;
  std::size_t field_end = 0;  // offset in the parsed text, behind the field
  std::string host_port() const { return port.empty() ? host : host + ":" + port; }
  std::string prefix() const { return "//" + host_port() + path; }
  bool field_in_form() const { return field == meant_field; }
};

// nullopt: not a credential with an address (bare, scoped, another setting). The text may go on behind the field with
// "=", ":" or a blank and a value.
std::optional<MeantKey> parse_meant_key(std::string_view text);
// "_authtoken" -> "_authToken", "token" -> "_authToken", "pass" -> "_password"; "" where no credential field was meant.
std::string meant_field(std::string_view field);

struct Meant {
  MeantKey key;
  const npm::Entry* entry = nullptr;
  const npm::RcDocument* document = nullptr;  // nullptr: a variable or the command line
  std::size_t line = 0;
  base::Span before_value;         // in the document: all of the line up to its value, without leading blanks
  base::Span value;                // in the document: what was meant as value, as written; a comment behind it left out
  std::string value_text;          // expanded, where npm sees it as a value; else as written
  bool separator_in_form = false;  // "="
  bool counts = false;             // the entry that npm uses for this key: not hidden, not superseded
  std::string key_text() const { return key.prefix() + ":" + key.meant_field; }
};

// Every line of every layer that was meant as a credential with an address, strongest layer first. Sections are left
// out.
std::vector<Meant> meant_credentials(const Facts& facts);

}  // namespace e401::rules
