// One pass over the lines. A debug log has one run; what CI prints may hold several, of which the last that failed over
// access is taken, else the last that failed. Nothing is trusted to be there: every field is filled from the lines that
// say it, in any order, and every list is bounded.
#include "npm/debug_log.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "npm/commands.h"
#include "npm/log_lines.h"
#include "npm/log_requests.h"
#include "npm/other_clients.h"
#include "npm/utf16.h"
#include "npm/utf8.h"

namespace e401::npm {
namespace {

constexpr std::size_t none = std::string_view::npos;
constexpr std::size_t blocks_max = 64;
constexpr std::size_t argv_max = 1000;
constexpr int nesting_max = 4;

std::string kept(std::string_view text) {
  text = text.substr(0, limits::log_line_max_bytes);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return well_formed(text);
}

void keep(std::vector<std::string>& list, std::string_view text) {
  if (list.size() < limits::log_texts_max) list.push_back(kept(text));
}

// From "error code" to the next one, or to the line that names the log.
struct Failure {
  std::string code;
  std::size_t line = 0;
  std::vector<std::string> lines;
  std::vector<std::string> argv;  // of the command that a shell printed before
  std::string log_path;
};

// `"install" "@acme/widgets"`: JSON strings between blanks.
std::vector<std::string> json_words(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t open = text.find('"'); open != none && out.size() < argv_max;) {
    std::size_t close = open + 1;
    while (close < text.size() && text[close] != '"') close += text[close] == '\\' ? 2 : 1;
    if (close >= text.size()) break;
    if (const base::Result<base::Json> word = base::parse_json(text.substr(open, close + 1 - open));
        word && word->is_string())
      out.push_back(word->text);
    open = text.find('"', close + 1);
  }
  return out;
}

// A line of `verbose cli [`: "  '/usr/bin/node'," of npm 6 and 7.
std::optional<std::string> inspected_word(std::string_view text) {
  text = base::trim(text);
  if (text.ends_with(',')) text.remove_suffix(1);
  if (text.size() < 2 || (text[0] != '\'' && text[0] != '"') || text.back() != text[0]) return std::nullopt;
  return std::string(text.substr(1, text.size() - 2));
}

// npm 6 and 7 list node and npm-cli.js too.
void drop_programs(std::vector<std::string>& argv) {
  if (argv.size() >= 2 && argv[1].ends_with(".js") && argv[1].find("cli") != std::string::npos)
    argv.erase(argv.begin(), argv.begin() + 2);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  for (std::string_view word : base::split(text, ' '))
    if (!word.empty() && out.size() < argv_max) out.emplace_back(word);
  return out;
}

// "$ npm ci --omit=dev", "Run npm ci", "RUN npm ci": the words behind npm, empty if the line is none of these.
std::vector<std::string> shell_command(std::string_view line) {
  for (std::string_view prompt : {"$ ", "+ ", "% ", "# ", "> ", "Run ", "RUN ", "run: "})
    if (const std::size_t at = line.rfind(std::string(prompt) + "npm "); at != none) {
      line.remove_prefix(at + prompt.size());
      break;
    }
  if (!line.starts_with("npm ")) return {};
  std::vector<std::string> words = words_of(line.substr(4, limits::log_line_max_bytes));
  const std::vector<std::string> positionals = positional_words(words);
  if (positionals.empty() || command_name(positionals.front()).empty()) return {};
  return words;
}

class RunReader {
 public:
  LoggedRun run;

  void read(const LogLine& line, std::size_t number) {
    switch (line.level) {
      case LogLevel::silly:
      case LogLevel::timing:
        config_file(line.text);
        break;
      case LogLevel::info:
        info(line.text);
        break;
      case LogLevel::http:
        if (std::optional<LoggedRequest> request = request_of(line.text.substr(0, limits::log_line_max_bytes))) {
          request->line = number;
          add_request(run, std::move(*request));
        }
        break;
      case LogLevel::notice:
        notice(line.text);
        break;
      case LogLevel::warn:
        keep(run.warnings, line.text);
        break;
      case LogLevel::verbose:
        verbose(line.text);
        break;
      case LogLevel::error:
        error(line.text, number);
        break;
    }
  }

  void note_prefix(const LogLine& line) {
    if (line.level == LogLevel::error || line.level == LogLevel::warn)
      run.prefix = line.is_old_word ? LoggedRun::Prefix::err : LoggedRun::Prefix::error;
  }

  // A line that is not npm's.
  void foreign(std::string_view line) {
    if (line.find("npm ") != none)
      if (std::vector<std::string> words = shell_command(line); !words.empty()) shell_argv_ = std::move(words);
    if (line.starts_with("Exit prior to config file resolving")) in_early_exit_ = true;
    if (in_early_exit_ && failures_.empty()) keep(early_lines_, line);
  }

  void finish(std::string_view text) {
    choose_failure();
    if (run.error_lines.empty() && run.error_code.empty()) read_json_error(text);
    if (run.error_lines.empty() && run.error_code.empty()) run.error_lines = early_lines_;
    finish_command();
    find_failed_request(run, error_line_, status_);
  }

 private:
  void config_file(std::string_view text) {
    static constexpr std::string_view head = "config load:file:", old_head = "config:load:file:";
    if (text.starts_with(head))
      text.remove_prefix(head.size());
    else if (text.starts_with(old_head))
      text = text.substr(old_head.size(), text.rfind(" Completed in ") - old_head.size());
    else
      return;
    keep(run.config_files, text);
  }

  void info(std::string_view text) {
    if (text.starts_with("using npm@")) set_npm(text.substr(10));
    if (text.starts_with("using node@")) run.node = kept(text.substr(11));
    if (text == "ok") run.finished_ok = true;
  }

  void notice(std::string_view text) {
    text = base::trim(text);
    if (text.empty()) return;
    keep(run.notices, text);
    // "New minor version of npm available! 10.2.3 -> 10.5.0": all that short output tells about the version.
    const std::size_t at = text.find("version of npm available!");
    if (at != none && !run.npm) set_npm(base::trim(text.substr(at + 25)));
  }

  void set_npm(std::string_view text) {
    text = text.substr(0, std::min(text.find_first_of(" \t"), text.size()));
    if (std::optional<Version> version = Version::parse(text)) run.npm = std::move(version);
  }

  void verbose(std::string_view text) {
    const auto value = [&](std::string_view title) -> std::optional<std::string_view> {
      if (!text.starts_with(title) || text.size() <= title.size() || text[title.size()] != ' ') return std::nullopt;
      return text.substr(title.size() + 1);
    };
    if (const auto v = value("stack")) {
      if (!v->starts_with("    at ") && !in_stack_) run.stack_first = kept(*v);
      in_stack_ = true;
      return;
    }
    in_stack_ = false;
    if (const auto v = value("cwd"))
      run.cwd = kept(*v);
    else if (const auto v2 = value("argv"))
      run.argv = json_words(*v2);
    else if (const auto v3 = value("title"))
      title_ = kept(*v3);
    else if (const auto v4 = value("cli"))
      cli(*v4);
    else if (const auto v5 = value("node"))
      run.node = kept(base::trim(*v5));
    else if (const auto v6 = value("npm"))
      set_npm(base::trim(*v6));
    else if (const auto v7 = value("pkgid"))
      run.pkgid = kept(*v7);
    else if (const auto v8 = value("statusCode"))
      status_ = status_of(*v8);
    else if (const auto v9 = value("exit"))
      run.finished_ok = *v9 == "0" || v9->starts_with("[ 0,");
  }

  void cli(std::string_view text) {
    if (std::optional<std::string> word = inspected_word(text); word && cli_.size() < argv_max)
      cli_.push_back(std::move(*word));
  }

  void error(std::string_view text, std::size_t number) {
    if (name_log(text)) return;
    if (text.starts_with("code ")) {
      if (failures_.size() == blocks_max) failures_.erase(failures_.begin());
      failures_.push_back({kept(text.substr(5)), number, {}, shell_argv_, {}});
      in_failure_ = true;
      in_trace_ = false;
      return;
    }
    if (text.starts_with("errno ") || text.starts_with("syscall ") || is_trace(text)) return;
    keep(in_failure_ ? failures_.back().lines : loose_lines_, text);
  }

  // "A complete log of this run can be found in: PATH"; up to npm 9 the path has a line of its own.
  bool name_log(std::string_view text) {
    static constexpr std::string_view words = "A complete log of this run can be found in";
    const std::size_t at = text.find(words);
    if (at != none) {
      in_failure_ = false;
      text.remove_prefix(at + words.size());
      if (text.starts_with(':')) text.remove_prefix(1);
    }
    text = base::trim(text);
    const bool is_path = text.ends_with("-debug.log") || text.ends_with("-debug-0.log");
    if (is_path && !in_failure_) note_log(text);
    return at != none || (is_path && !in_failure_);
  }

  // The first one behind a failure is that failure's: npm repeats what an npm that it started has printed, then names
  // its own.
  void note_log(std::string_view path) {
    if (!failures_.empty() && failures_.back().log_path.empty()) failures_.back().log_path = kept(path);
    run.log_path = kept(path);
  }

  // The stack of an error and the properties that node prints behind it.
  bool is_trace(std::string_view text) {
    if (text.starts_with("    at ")) {
      in_trace_ = true;
      return true;
    }
    if (!in_trace_) return false;
    const bool is_property = text.starts_with("  ") || base::trim(text) == "}";
    in_trace_ = is_property && base::trim(text) != "}";
    return is_property;
  }

  void choose_failure() {
    const auto about_access =
        std::find_if(failures_.rbegin(), failures_.rend(), [](const Failure& f) { return is_about_access(f.code); });
    Failure* chosen = about_access != failures_.rend() ? &*about_access
                      : failures_.empty()              ? nullptr
                                                       : &failures_.back();
    if (!chosen) {
      run.error_lines = std::move(loose_lines_);
      return;
    }
    run.error_code = std::move(chosen->code);
    run.error_lines = std::move(chosen->lines);
    if (!chosen->log_path.empty()) run.log_path = std::move(chosen->log_path);
    error_line_ = chosen->line;
    shell_argv_ = std::move(chosen->argv);
  }

  // What `npm --json` prints on standard output.
  void read_json_error(std::string_view text) {
    const std::size_t error_at = text.find("\"error\": {");
    if (error_at == none) return;
    const std::size_t open = text.rfind('{', error_at);
    const std::size_t close = text.find("\n}", error_at);
    if (open == none || close == none) return;
    const base::Result<base::Json> json = base::parse_json(text.substr(open, close + 2 - open));
    if (!json) return;
    if (const std::string* code = json->find_string({"error", "code"})) run.error_code = kept(*code);
    for (const char* member : {"summary", "detail"})
      if (const std::string* words = json->find_string({"error", member}))
        for (std::string_view line : base::split(*words, '\n')) keep(run.error_lines, line);
  }

  void finish_command() {
    drop_programs(run.argv);
    drop_programs(cli_);
    if (run.argv.empty()) run.argv = std::move(cli_);
    if (run.argv.empty()) run.argv = std::move(shell_argv_);
    std::vector<std::string> words = positional_words(run.argv);
    if (title_.starts_with("npm ")) words = words_of(std::string_view(title_).substr(4));
    if (words.empty()) return;
    run.command = command_name(words.front());
    if (run.command.empty()) run.command = words.front();
    run.positionals.assign(words.begin() + 1, words.end());
  }

  std::vector<Failure> failures_;
  std::vector<std::string> loose_lines_;  // errors outside of any failure
  std::vector<std::string> early_lines_;
  std::vector<std::string> shell_argv_, cli_;
  std::string title_;
  std::size_t error_line_ = 0;
  int status_ = 0;
  bool in_failure_ = false, in_stack_ = false, in_trace_ = false, in_early_exit_ = false;
};

// "npm error npm error code E401": what an npm printed that npm itself had started, to prepare a git dependency.
LogLine innermost(LogLine line) {
  for (int depth = 0; depth < nesting_max && line.level == LogLevel::error; ++depth) {
    const std::optional<LogLine> inner = printed_line(line.text, "npm");
    if (!inner || (inner->level != LogLevel::error && inner->level != LogLevel::warn)) break;
    line.level = inner->level;
    line.text = inner->text;
  }
  return line;
}

// What most terminals show begins with "npm"; `heading` in the configuration makes it another word.
std::string find_heading(std::string_view text) {
  std::string other;
  bool is_npm = false;
  for_each_log_line(text, [&](std::string_view line, std::size_t) {
    if (is_npm || line.find("code") == none) return;
    const std::string clean = without_escapes(line.substr(0, limits::log_line_max_bytes));
    const std::optional<std::string_view> found = heading_of(without_prefix(clean));
    if (!found) return;
    is_npm = *found == "npm";
    other = *found;
  });
  return is_npm || other.empty() ? "npm" : other;
}

}  // namespace

LoggedRun parse_log(std::string_view text) {
  text = text.substr(0, limits::debug_log_max_bytes);
  const std::optional<std::string> decoded = utf8_of_utf16(text);
  if (decoded) text = *decoded;
  RunReader reader;
  reader.run.is_debug_log = is_debug_log(text);
  if (reader.run.is_debug_log) {
    for_each_log_line(text, [&](std::string_view line, std::size_t number) {
      std::optional<LogLine> parsed = numbered_line(line);
      if (!parsed) parsed = numbered_line(without_prefix(line));
      if (parsed) reader.read(innermost(*parsed), number);
    });
  } else {
    const std::string heading = find_heading(text);
    for_each_log_line(text, [&](std::string_view line, std::size_t number) {
      if (line.empty()) return;
      const std::string clean =
          without_escapes(line.substr(0, limits::log_line_max_bytes + limits::log_prefix_max_bytes));
      std::optional<LogLine> parsed = printed_line(without_prefix(clean), heading);
      if (!parsed) parsed = printed_line_within(clean, heading);
      if (!parsed) return reader.foreign(clean);
      reader.note_prefix(*parsed);
      reader.read(innermost(*parsed), number);
    });
  }
  reader.finish(text);
  LoggedRun& run = reader.run;
  if (!run.is_debug_log && run.error_code.empty() && run.error_lines.empty()) read_other_client(run, text);
  return std::move(reader.run);
}

bool fails_without_code(const LoggedRun& run) {
  if (!run.error_code.empty() || run.finished_ok) return false;
  static constexpr std::array<std::string_view, 5> said{
      "cannot publish over the previously published", "is not a legal HTTP header value",
      "Invalid character in header content [\"authorization\"]", "Failed to replace env in config",
      "audit endpoint returned an error"};
  return std::any_of(run.error_lines.begin(), run.error_lines.end(), [](const std::string& line) {
    return std::any_of(said.begin(), said.end(), [&](std::string_view words) { return line.find(words) != none; });
  });
}

bool is_about_access(std::string_view error_code) {
  static constexpr std::array<std::string_view, 15> codes{"E400",
                                                          "E401",
                                                          "E402",
                                                          "E403",
                                                          "E404",
                                                          "E405",
                                                          "E407",
                                                          "E409",
                                                          "E451",
                                                          "ENEEDAUTH",
                                                          "EOTP",
                                                          "EAUTHIP",
                                                          "ERR_INVALID_AUTH",
                                                          "EALLOWREMOTE",
                                                          "EAUTHUNKNOWN"};
  return std::find(codes.begin(), codes.end(), error_code) != codes.end();
}

}  // namespace e401::npm
