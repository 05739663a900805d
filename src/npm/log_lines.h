// One line of npm's debug log or of what npm prints, taken out of what stands around it: numbers, "npm ERR!", colours,
// and the times, steps and stream marks that CI systems put in front.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace e401::npm {

enum class LogLevel { silly, verbose, timing, http, info, notice, warn, error };

struct LogLine {
  LogLevel level = LogLevel::info;
  std::string_view text;     // behind the level word, its one blank taken off
  bool is_numbered = false;  // of a debug log
  bool is_old_word = false;  // "ERR!", "WARN": npmlog's, up to npm 10.5
};

// Calls visit(line, number) for each line; \n, \r\n and a lone \r end one. Numbers count from 1.
template <class Visit>
void for_each_log_line(std::string_view text, Visit visit) {
  std::size_t number = 1;
  for (std::size_t begin = 0; begin < text.size(); ++number) {
    const std::size_t end = text.find_first_of("\r\n", begin);
    visit(text.substr(begin, end == std::string_view::npos ? end : end - begin), number);
    if (end == std::string_view::npos) return;
    begin = end + (text.substr(end, 2) == "\r\n" ? 2 : 1);
  }
}

// Does the text hold a debug log (numbered lines), rather than terminal output?
bool is_debug_log(std::string_view text);

// "12 verbose stack ...": nullopt for any other line.
std::optional<LogLine> numbered_line(std::string_view line);

// A line without colours and the cursor's other commands. Colour codes that have lost their escape character in copying
// count too.
std::string without_escapes(std::string_view line);
// ... and without what CI systems, containers and quoting put in front.
std::string_view without_prefix(std::string_view line);

// "npm ERR! ..." or "npm error ...", prefix and escapes already gone. heading: the word npm begins its lines with
// (config `heading`).
std::optional<LogLine> printed_line(std::string_view line, std::string_view heading);
// The same behind a prefix that without_prefix does not know: "Step #1: npm error code E401". Errors, warnings,
// requests.
std::optional<LogLine> printed_line_within(std::string_view line, std::string_view heading);
// The heading, if the line is "<heading> ERR! code ..." or "<heading> error code ...".
std::optional<std::string_view> heading_of(std::string_view line);

}  // namespace e401::npm
