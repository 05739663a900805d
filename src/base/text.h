// Small text helpers, all pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace e401::base {

std::string ascii_lower(std::string_view text);
bool ascii_iequals(std::string_view a, std::string_view b);
std::string_view trim(std::string_view text);                         // blanks, tabs, CR, LF
std::vector<std::string_view> split(std::string_view text, char at);  // keeps empty parts
std::string join(const std::vector<std::string>& parts, std::string_view between);
std::string replace_all(std::string text, std::string_view from, std::string_view to);

// Levenshtein distance, for "did you mean"; stops counting above limit and returns limit + 1.
int edit_distance(std::string_view a, std::string_view b, int limit);

// What may go to a terminal: control characters (C0, DEL, C1) and invalid UTF-8 are written as ^X or \xNN, bidi
// controls as
// \u{NNNN}; '\n' and '\t' stay where keep_newlines is set. File names, server messages and logs pass through here.
std::string printable(std::string_view text, bool keep_newlines = false);
// The beginning of a text, cut between words and marked "...": a secret in it is whole or not there, so that it can
// still be known for what it is.
std::string beginning_of(std::string_view text, std::size_t max_bytes);

std::string mode_text(std::uint32_t permission_bits);  // "0644"

// Takes the middle out of a text that is longer than max_bytes: a sixteenth of that stays of its beginning, the rest of
// its end, an empty line between. An even number of bytes goes, so that UTF-16 stays what it is.
void keep_ends(std::string& text, std::size_t max_bytes);

// "1 file", "2 files"
std::string counted(std::size_t n, std::string_view singular, std::string_view plural = {});

}  // namespace e401::base
