// What several commands need: the configuration of this place, its secrets told to the redactor, how text is laid out
// here.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "doctor/doctor.h"
#include "findings/report.h"
#include "npm/config.h"

namespace e401::cli {

// npm's configuration in this folder, for npm's own arguments; all its secrets are known to the redactor afterwards.
npm::Config load_here(Context& context, std::vector<std::string> npm_argv = {});

// npm's own command line for a command that npm has too: its words, then what was said behind them.
std::vector<std::string> npm_line(const Context& context, std::vector<std::string> command);

// --policy, as absolute paths; nullopt, and said, where one of them is no file.
std::optional<std::vector<std::string>> named_policies(Context& context);

findings::TextStyle style_of(const Context& context);

enum class Format { text, json, sarif, github };
// --format, or --json for short.
Format format_of(const Arguments& arguments);

// diagnose() with every secret that it met told to the redactor before anything is said.
doctor::Diagnosis diagnose_here(Context& context, const doctor::Question& question);
// project: the folder that the report is about; "" the one that the person stands in.
std::string render(const findings::Report& report, Format format, const Context& context,
                   const std::string& project = {});

// Does npm's option take the next word as its value? (npm's own table of types.)
bool npm_option_takes_value(std::string_view name);
bool is_npms_option(std::string_view name);

}  // namespace e401::cli
