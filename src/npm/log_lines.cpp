#include "npm/log_lines.h"

#include <algorithm>
#include <array>

#include "base/limits.h"

namespace e401::npm {
namespace {

constexpr std::size_t none = std::string_view::npos;
constexpr std::size_t lines_looked_at = 5000;    // to tell a debug log from terminal output
constexpr std::size_t numbered_lines_least = 3;  // fewer may be a quotation
constexpr std::size_t bracket_max = 80;          // "[build 1/3]"
constexpr int prefix_pieces_max = 12;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

struct Word {
  std::string_view text;
  LogLevel level;
};
// npmlog's words up to npm 10.5, proc-log's from 10.6 on; logs have the long ones always.
constexpr std::array<Word, 14> words{{{"ERR!", LogLevel::error},
                                      {"error", LogLevel::error},
                                      {"WARN", LogLevel::warn},
                                      {"warn", LogLevel::warn},
                                      {"http", LogLevel::http},
                                      {"notice", LogLevel::notice},
                                      {"info", LogLevel::info},
                                      {"verb", LogLevel::verbose},
                                      {"verbose", LogLevel::verbose},
                                      {"sill", LogLevel::silly},
                                      {"silly", LogLevel::silly},
                                      {"timing", LogLevel::timing},
                                      {"WARNING", LogLevel::warn},
                                      {"ERROR", LogLevel::error}}};

// "error ..." -> the line behind the word.
std::optional<LogLine> level_and_text(std::string_view text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  for (const Word& word : words) {
    if (text.substr(0, end) != word.text) continue;
    const bool is_old = word.text == "ERR!" || word.text == "WARN";
    return LogLine{word.level, text.substr(std::min(end + 1, text.size())), false, is_old};
  }
  return std::nullopt;
}

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t n = 0;
  while (at + n < text.size() && is_digit(text[at + n])) ++n;
  return n;
}

// "12:34:56" with a fraction; its length or 0.
std::size_t clock_length(std::string_view text) {
  for (std::size_t i = 0; i < 8; ++i)
    if (i >= text.size() || (i % 3 == 2 ? text[i] != ':' : !is_digit(text[i]))) return 0;
  std::size_t n = 8;
  if (n < text.size() && (text[n] == '.' || text[n] == ',') && digits_at(text, n + 1) > 0)
    n += 1 + digits_at(text, n + 1);
  return n;
}

// "2024-05-01T12:34:56.789Z" or with a blank for the T; its length or 0.
std::size_t timestamp_length(std::string_view text) {
  static constexpr std::string_view shape = "0000-00-00";
  if (text.size() < shape.size() + 9) return 0;
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (shape[i] == '0' ? !is_digit(text[i]) : text[i] != '-') return 0;
  if (text[shape.size()] != 'T' && text[shape.size()] != ' ') return 0;
  const std::size_t clock = clock_length(text.substr(shape.size() + 1));
  if (clock == 0) return 0;
  std::size_t n = shape.size() + 1 + clock;
  if (n < text.size() && text[n] == 'Z') return n + 1;
  if (n < text.size() && (text[n] == '+' || text[n] == '-') && digits_at(text, n + 1) >= 2) {
    n += 1 + digits_at(text, n + 1);
    if (n < text.size() && text[n] == ':') n += 1 + digits_at(text, n + 1);
  }
  return n;
}

std::size_t time_length(std::string_view text) {
  const std::size_t stamp = timestamp_length(text);
  return stamp ? stamp : clock_length(text);
}

// "[...]" and "##[error]"; its length or 0. Not the "[" of an ordinary text.
std::size_t bracket_length(std::string_view text) {
  const std::size_t open = text.starts_with("##[") ? 2 : 0;
  if (open >= text.size() || text[open] != '[') return 0;
  const std::size_t close = text.find(']', open);
  return close != none && close - open <= bracket_max ? close + 1 : 0;
}

// "#12 5.678 " of BuildKit, "5.678 " of its summary.
std::size_t buildkit_length(std::string_view text) {
  std::size_t n = 0;
  if (text.starts_with('#') && digits_at(text, 1) > 0) n = 1 + digits_at(text, 1);
  if (n > 0 && (n >= text.size() || text[n] != ' ')) return 0;
  const std::size_t seconds = n > 0 ? n + 1 : 0;
  const std::size_t whole = digits_at(text, seconds);
  if (whole == 0 || seconds + whole >= text.size() || text[seconds + whole] != '.') return n;
  const std::size_t fraction = digits_at(text, seconds + whole + 1);
  const std::size_t end = seconds + whole + 1 + fraction;
  return fraction > 0 && end < text.size() && text[end] == ' ' ? end : n;
}

// "00O ", "01E+": GitLab's stream mark behind its times.
std::size_t gitlab_length(std::string_view text) {
  if (digits_at(text, 0) != 2 || text.size() < 3 || (text[2] != 'O' && text[2] != 'E')) return 0;
  if (text.size() == 3 || text[3] == ' ' || text[3] == '+') return std::min<std::size_t>(4, text.size());
  return 0;
}

// "web_1  | ", "remote: ", "> ": containers, git hooks, quotations.
std::size_t speaker_length(std::string_view text) {
  for (std::string_view mark : {"> ", "| ", "remote: ", "::error::", "::warning::", "::group::"})
    if (text.starts_with(mark)) return mark.size();
  std::size_t n = 0;
  while (n < text.size() && n < 60 &&
         (is_digit(text[n]) || text[n] == '-' || text[n] == '.' || (text[n] | 0x20) >= 'a') && text[n] != '|' &&
         text[n] != ' ')
    ++n;
  const std::size_t word = n;
  while (n < text.size() && text[n] == ' ') ++n;
  if (word > 0 && n < text.size() && text[n] == '|' && (n + 1 == text.size() || text[n + 1] == ' ')) return n + 1;
  return 0;
}

// "job<TAB>step<TAB>2024-..." as `gh run view --log` writes: behind the last tab that a time follows.
std::size_t columns_length(std::string_view text) {
  const std::string_view head = text.substr(0, limits::log_prefix_max_bytes);
  for (std::size_t tab = head.find('\t'); tab != none; tab = head.find('\t', tab + 1)) {
    std::size_t behind = tab + 1;
    if (text.substr(behind).starts_with("\xef\xbb\xbf")) behind += 3;
    if (timestamp_length(text.substr(behind)) > 0) return behind;
  }
  return 0;
}

std::size_t escape_length(std::string_view text) {
  if (text.size() < 2) return 1;
  if (text[1] == '[') {
    std::size_t n = 2;
    while (n < text.size() &&
           (static_cast<unsigned char>(text[n]) < 0x40 || static_cast<unsigned char>(text[n]) > 0x7e))
      ++n;
    return std::min(n + 1, text.size());
  }
  if (text[1] == ']') {  // a title or a link, up to BEL or ESC backslash
    const std::size_t end = text.find_first_of("\x07\x1b", 2);
    if (end == none) return text.size();
    return text[end] == '\x07' ? end + 1 : std::min(end + 2, text.size());
  }
  return 2;
}

// "[31m" or "[37;40m" whose escape character got lost; its length or 0.
std::size_t bare_colour_length(std::string_view text) {
  std::size_t n = 1;
  while (n < text.size() && n < 12 && (is_digit(text[n]) || text[n] == ';')) ++n;
  return n > 1 && n < text.size() && text[n] == 'm' ? n + 1 : 0;
}

}  // namespace

std::optional<LogLine> numbered_line(std::string_view line) {
  const std::size_t digits = digits_at(line, 0);
  if (digits == 0 || digits > 9 || digits >= line.size() || line[digits] != ' ') return std::nullopt;
  std::optional<LogLine> result = level_and_text(line.substr(digits + 1));
  if (result) result->is_numbered = true;
  return result;
}

bool is_debug_log(std::string_view text) {
  std::size_t numbered = 0;
  std::size_t printed = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < lines_looked_at && begin < text.size(); ++i) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (numbered_line(without_prefix(line)))
      ++numbered;
    else if (line.starts_with("npm "))
      ++printed;
    if (numbered >= numbered_lines_least) return true;
    begin = end + 1;
  }
  return numbered > 0 && printed == 0;
}

std::string without_escapes(std::string_view line) {
  std::string out;
  out.reserve(line.size());
  for (std::size_t i = 0; i < line.size();) {
    if (line[i] == '\x1b') {
      i += escape_length(line.substr(i));
    } else if (const std::size_t bare = line[i] == '[' ? bare_colour_length(line.substr(i)) : 0) {
      i += bare;
    } else {
      out += line[i++];
    }
  }
  return out;
}

std::string_view without_prefix(std::string_view line) {
  if (line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
  line.remove_prefix(columns_length(line));
  for (int i = 0; i < prefix_pieces_max; ++i) {
    const std::size_t blanks = std::min(line.find_first_not_of(" \t"), line.size());
    const std::string_view rest = line.substr(blanks);
    std::size_t piece = 0;
    for (std::size_t (*length)(std::string_view) :
         {time_length, bracket_length, gitlab_length, buildkit_length, speaker_length}) {
      piece = length(rest);
      if (piece > 0) break;
    }
    line = rest;
    if (piece == 0) return line;
    line.remove_prefix(piece);
  }
  return line;
}

std::optional<LogLine> printed_line(std::string_view line, std::string_view heading) {
  if (!line.starts_with(heading) || line.size() <= heading.size() || !is_blank(line[heading.size()]))
    return std::nullopt;
  return level_and_text(line.substr(heading.size() + 1));
}

std::optional<LogLine> printed_line_within(std::string_view line, std::string_view heading) {
  const std::string_view head = line.substr(0, limits::log_prefix_max_bytes);
  for (std::size_t at = head.find(heading, 1); at != none; at = head.find(heading, at + 1)) {
    if (std::string_view(" \t:>|]'\"").find(line[at - 1]) == none) continue;
    const std::optional<LogLine> found = printed_line(line.substr(at), heading);
    if (found && (found->level == LogLevel::error || found->level == LogLevel::warn || found->level == LogLevel::http))
      return found;
  }
  return std::nullopt;
}

std::optional<std::string_view> heading_of(std::string_view line) {
  const std::size_t end = line.find(' ');
  if (end == none || end == 0 || end > 40 || line.substr(0, end).find_first_of("<>'\"`") != none) return std::nullopt;
  const std::string_view rest = line.substr(end + 1);
  if (!rest.starts_with("ERR! code ") && !rest.starts_with("error code ")) return std::nullopt;
  return line.substr(0, end);
}

}  // namespace e401::npm
