// What the lint halves of the rules ask alike: whose file a line stands in, and the frame of a finding that no request
// has shown.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "rules/lens_keys.h"
#include "rules/lens_values.h"
#include "rules/lint_facts.h"

namespace e401::rules {

// A file of what was asked about; not the person's own npmrc, a variable, the command line.
bool is_asked_about(const LintFacts& facts, const std::string& file);
// An error in a file that was asked about: it fails for everybody. A warning in a person's own.
findings::Severity severity_at(const LintFacts& facts, const std::string& file);

// code, severity and the detail that every finding wants; the rest is the rule's.
findings::Finding seen_in_file(const LintFacts& facts, std::string_view code, const std::string& file);

// Every line of every project that was meant as a credential with an address and has a value.
void for_each_meant(const LintFacts& facts, const std::function<void(const Facts& project, const Meant& meant)>& visit);

// Of these the values that npm would send as they stand: the key is in form, the text is there and no unset variable or
// dummy. A fault that a variable brings is one of this machine, and a warning.
void for_each_sendable(
    const LintFacts& facts,
    const std::function<void(const Facts& project, const Meant& meant, const SentValue& value)>& visit);
findings::Finding seen_in_value(const LintFacts& facts, std::string_view code, const Meant& meant,
                                const SentValue& value);

// The registry that such a key was meant for: as a route of the project writes it, else "https://host/path/";
// "https://HOST/" where the key names none.
std::string address_of(const Facts& project, const MeantKey& key);

}  // namespace e401::rules
