#include "cli/help.h"

#include <algorithm>

#include "base/text.h"
#include "cli/exit_code.h"
#include "sys/version.h"

namespace e401::cli {
namespace {

constexpr std::size_t text_width = 80;
constexpr std::size_t left_column_max = 32;

struct Row {
  std::string left;
  std::string right;
};

struct Status {
  int code;
  std::string_view meaning;
};
constexpr Status everywhere[] = {{exit_code::healthy, "nothing wrong was found, or what was asked for is done"},
                                 {exit_code::found, "an error was found, or one remains"},
                                 {exit_code::usage, "the command line makes no sense"},
                                 {exit_code::unproven, "not proven, refused, or something that mattered was skipped"},
                                 {exit_code::internal, "a fault of e401 itself"}};

// What holds for this command; 2 and 70 mean the same for all.
std::vector<Row> status_rows(const Command& command) {
  std::vector<Row> rows;
  for (const ExitStatus& own : command.statuses) rows.push_back({std::string(own.code), std::string(own.meaning)});
  for (const Status& status : everywhere)
    if (command.statuses.empty() || status.code == exit_code::usage || status.code == exit_code::internal)
      rows.push_back({std::to_string(status.code), std::string(status.meaning)});
  const auto number = [](const Row& row) { return row.left == "N" ? -1 : std::stoi(row.left); };
  std::stable_sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) { return number(a) < number(b); });
  return rows;
}
constexpr std::string_view status_note = "run and exec end with the exit code of the command that they started.";

std::string shown(const Option& option) {
  std::string text(option.names);
  if (!option.argument.empty()) text += " " + std::string(option.argument);
  return text;
}

std::string help_of(const Option& option) {
  std::string text(option.help);
  if (!option.choices.empty()) text += " (" + base::replace_all(std::string(option.choices), "|", ", ") + ")";
  if (option.repeats) text += "; may be given more than once";
  return text;
}

std::string shown(const Positional& positional) {
  std::string text(positional.name);
  if (positional.repeats) text += "...";
  return positional.required ? text : "[" + text + "]";
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  for (const std::string_view word : base::split(text, ' ')) {
    if (word.empty()) continue;
    if (!lines.back().empty() && lines.back().size() + 1 + word.size() > width) lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
  }
  return lines;
}

std::string table(const std::vector<Row>& rows) {
  std::size_t left = 0;
  for (const Row& row : rows) left = std::max(left, std::min(row.left.size(), left_column_max));
  std::string out;
  for (const Row& row : rows) {
    std::string line = "  " + row.left;
    if (row.left.size() > left) {
      out += line + "\n";
      line.clear();
    }
    for (const std::string& part : wrap(row.right, text_width - left - 4)) {
      line.resize(std::max(line.size(), left + 4), ' ');
      out += line + part + "\n";
      line.clear();
    }
  }
  return out;
}

std::vector<Row> option_rows(const Command& command) {
  std::vector<Row> rows;
  for (const Option& option : command.options) rows.push_back({shown(option), help_of(option)});
  rows.push_back({"-h, --help", "prints this text"});
  return rows;
}

// Paragraphs as they stand in Command::manual: lines of one paragraph are joined, example lines are not.
struct Paragraph {
  bool example = false;
  std::vector<std::string> lines;
};
std::vector<Paragraph> paragraphs(std::string_view manual) {
  std::vector<Paragraph> out;
  bool open = false;
  for (const std::string_view line : base::split(manual, '\n')) {
    if (base::trim(line).empty()) {
      open = false;
      continue;
    }
    const bool example = line.starts_with("  ");
    if (!open || out.back().example != example) out.push_back({example, {}});
    open = true;
    out.back().lines.emplace_back(line);
  }
  return out;
}

std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  if (out.starts_with('.') || out.starts_with('\'')) out = "\\&" + out;
  return out;
}

std::string roff_manual(std::string_view manual) {
  std::string out;
  for (const Paragraph& paragraph : paragraphs(manual)) {
    out += paragraph.example ? ".PP\n.EX\n" : ".PP\n";
    for (const std::string& line : paragraph.lines) out += roff(line) + "\n";
    if (paragraph.example) out += ".EE\n";
  }
  return out;
}

std::string roff_head(const std::string& name, std::string_view summary) {
  return ".TH " + base::replace_all(name, " ", "\\-") + " 1 \"\" \"e401 " + std::string(sys::version()) +
         "\" \"e401\"\n.SH NAME\n" + roff(name) + " \\- " + roff(summary) + "\n";
}

std::string roff_statuses(const Command& command) {
  std::string out = ".SH EXIT STATUS\n";
  for (const Row& row : status_rows(command)) out += ".TP\n.B " + roff(row.left) + "\n" + roff(row.right) + "\n";
  return out;
}

std::string page_name(const Command& command) {
  return "e401-" + base::replace_all(std::string(command.name), " ", "-");
}

}  // namespace

std::string usage_line(const Command& command) {
  std::string text = "e401 " + std::string(command.name);
  if (!command.options.empty()) text += " [OPTIONS]";
  for (const Positional& positional : command.positionals) text += " " + shown(positional);
  if (command.tail == Tail::command) text += " [-- COMMAND...]";
  if (command.tail == Tail::command_only) text += " [--] COMMAND...";
  return text;
}

std::string overview_text(std::span<const Command* const> commands) {
  std::vector<Row> rows;
  for (const Command* command : commands)
    if (!command->hidden) rows.push_back({std::string(command->name), std::string(command->summary)});
  return "e401 - npm said 401; this says why, and mends it\n\nusage: e401 [COMMAND] [OPTIONS] "
         "[ARGUMENTS]\n\ncommands:\n" +
         table(rows) + "\nWithout a command: doctor. `e401 help COMMAND` tells more about one.\n";
}

std::string short_help_text(const Command& command) {
  std::string out = "usage: " + usage_line(command) + "\n\n";
  for (const std::string& line :
       wrap("e401 " + std::string(command.name) + " " + std::string(command.summary) + ".", text_width))
    out += line + "\n";
  std::vector<Row> rows;
  for (const Positional& positional : command.positionals)
    if (!positional.help.empty()) rows.push_back({std::string(positional.name), std::string(positional.help)});
  if (!rows.empty()) out += "\narguments:\n" + table(rows);
  return out + "\noptions:\n" + table(option_rows(command));
}

std::string long_help_text(const Command& command) {
  std::string out = short_help_text(command);
  for (const Paragraph& paragraph : paragraphs(command.manual)) {
    out += "\n";
    const auto lines = paragraph.example ? paragraph.lines : wrap(base::join(paragraph.lines, " "), text_width);
    for (const std::string& line : lines) out += line + "\n";
  }
  return out + "\nexit status:\n" + table(status_rows(command));
}

std::string manual_page(const Command& command) {
  std::string out = roff_head(page_name(command), command.summary);
  out += ".SH SYNOPSIS\n.B " + roff(usage_line(command)) + "\n";
  if (!command.manual.empty()) out += ".SH DESCRIPTION\n" + roff_manual(command.manual);
  out += ".SH OPTIONS\n";
  for (const Positional& positional : command.positionals)
    if (!positional.help.empty()) out += ".TP\n.I " + roff(positional.name) + "\n" + roff(positional.help) + "\n";
  for (const Row& row : option_rows(command)) out += ".TP\n.B " + roff(row.left) + "\n" + roff(row.right) + "\n";
  return out + roff_statuses(command) + ".SH SEE ALSO\n.BR e401 (1)\n";
}

std::string overview_manual_page(std::span<const Command* const> commands) {
  std::string out = roff_head("e401", "says why npm's registry refused, and mends it");
  out += ".SH SYNOPSIS\n.B e401\n[COMMAND] [OPTIONS] [ARGUMENTS]\n.SH COMMANDS\nWithout a command: doctor.\n";
  for (const Command* command : commands)
    if (!command->hidden) out += ".TP\n.BR " + roff(page_name(*command)) + " (1)\n" + roff(command->summary) + "\n";
  return out + roff_statuses(Command{}) + ".PP\n" + roff(status_note) + "\n";
}

}  // namespace e401::cli
