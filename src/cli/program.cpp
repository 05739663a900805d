#include "cli/program.h"

#include <algorithm>
#include <exception>
#include <new>
#include <optional>
#include <typeinfo>

#include "base/redact.h"
#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/help.h"
#include "cli/masking_terminal.h"
#include "cli/vocabulary.h"
#include "sys/version.h"

namespace e401::cli {
namespace {

constexpr std::string_view default_command = "doctor";

// Another program must not write between our lines.
class FlushingPrograms final : public world::Programs {
 public:
  FlushingPrograms(world::Programs& inner, MaskingTerminal& terminal) : inner_(inner), terminal_(terminal) {}
  base::Result<world::ProgramEnd> run(const world::ProgramRun& run) override {
    terminal_.flush();
    return inner_.run(run);
  }
  base::Result<void> open_browser(const std::string& url) override { return inner_.open_browser(url); }

 private:
  world::Programs& inner_;
  MaskingTerminal& terminal_;
};

struct Chosen {
  const Command* command = nullptr;
  std::size_t words = 0;  // that its name took
};

const Command* find_command(std::span<const Command* const> commands, std::string_view name) {
  for (const Command* command : commands)
    if (command->name == name) return command;
  return nullptr;
}

// "config list" before "config".
Chosen choose(std::span<const Command* const> commands, const std::vector<std::string>& words) {
  if (words.empty() || words[0].starts_with('-')) return {find_command(commands, default_command), 0};
  if (words.size() > 1)
    if (const Command* two = find_command(commands, words[0] + " " + words[1])) return {two, 2};
  return {find_command(commands, words[0]), 1};
}

// "config" alone, where only "config list" and its like exist.
std::string members_of(std::span<const Command* const> commands, const std::string& group) {
  std::vector<std::string> names;
  for (const Command* command : commands)
    if (command->name.starts_with(group + " ") && !command->hidden)
      names.push_back("e401 " + std::string(command->name));
  return base::join(names, ", ");
}

std::string unknown_command(std::span<const Command* const> commands, const std::string& word) {
  if (const std::string members = members_of(commands, word); !members.empty())
    return "'" + word + "' needs one more word: " + members;
  std::string text = "there is no command '" + base::printable(base::mask_shapes(word)) + "'";
  const int near = word.size() < 4 ? 1 : 2;  // "foo" is no "fix"
  for (const Command* command : commands)
    if (!command->hidden && base::edit_distance(command->name, word, near) <= near)
      return text + "; did you mean '" + std::string(command->name) + "'?";
  if (find_command(commands, default_command))
    text += "; to diagnose a package: e401 " + std::string(default_command) + " PACKAGE";
  return text;
}

bool wants_colour(const world::Environment& environment) {
  const std::string* no = environment.find("NO_COLOR");
  const std::string* kind = environment.find("TERM");
  return environment.stdout_is_terminal && (!no || no->empty()) && kind && !kind->empty() && *kind != "dumb";
}

// "e401 --offline fix": a command behind an option, which would be taken for a package. "" it is none.
std::string misplaced_command(std::span<const Command* const> commands, const Chosen& chosen, const Arguments& said) {
  if (chosen.words > 0 || said.positionals.empty()) return {};
  const std::string& word = said.positionals.front();
  if (!find_command(commands, word) && members_of(commands, word).empty()) return {};
  return "the command comes first: e401 " + word + " [options]; a package of that name is asked for by e401 " +
         std::string(default_command) + " " + word;
}

int say_usage(world::Terminal& terminal, const std::string& problem, const std::string& where) {
  terminal.err("e401: " + problem + "\n      " + where + "\n");
  return exit_code::usage;
}

int dispatch(std::span<const Command* const> commands, world::World& world, base::Redactor& redactor,
             const std::vector<std::string>& words) {
  if (!words.empty() && (words[0] == "--version" || words[0] == "-V")) {
    world.terminal.out("e401 " + std::string(sys::version()) + "\n");
    return exit_code::healthy;
  }
  if (!words.empty() && (words[0] == "--help" || words[0] == "-h")) {
    world.terminal.out(overview_text(commands));
    return exit_code::healthy;
  }
  const Chosen chosen = choose(commands, words);
  if (!chosen.command) {
    if (words.empty()) return say_usage(world.terminal, "no command was given", "e401 --help lists them");
    return say_usage(world.terminal, unknown_command(commands, words[0]), "e401 --help lists them");
  }
  const Command& command = *chosen.command;
  const auto arguments =
      parse_arguments(command, {words.begin() + static_cast<std::ptrdiff_t>(chosen.words), words.end()});
  if (!arguments) return say_usage(world.terminal, arguments.error().what, "usage: " + usage_line(command));
  if (arguments->wants_help) {
    world.terminal.out(short_help_text(command));
    return exit_code::healthy;
  }
  if (const std::string problem = misplaced_command(commands, chosen, *arguments); !problem.empty())
    return say_usage(world.terminal, problem, "e401 --help lists them");
  Context context{world, redactor, *arguments, commands, wants_colour(world.environment)};
  return command.run(context);
}

// What an exception says may hold anything, a secret too: only its kind is told.
int say_internal(world::Terminal& terminal, const char* kind) {
  terminal.err("e401: internal error" + (kind ? " (" + std::string(kind) + ")" : std::string()) +
               ". This is a fault of e401, not of your setup; `e401 report` collects what is needed to mend it.\n");
  return exit_code::internal;
}

}  // namespace

int run_program(std::span<const Command* const> commands, const world::World& outside,
                const std::vector<std::string>& words) {
  base::Redactor redactor([&](std::string_view word) { return is_own_word(commands, word); });
  MaskingTerminal terminal(outside.terminal, redactor);
  FlushingPrograms programs(outside.programs, terminal);
  world::World world{outside.environment, outside.files, outside.http, outside.clock, programs, terminal};
  int code = exit_code::internal;
  try {
    code = dispatch(commands, world, redactor, words);
  } catch (const std::bad_alloc&) {
    code = say_internal(terminal, "out of memory");
  } catch (const std::exception& problem) {
    code = say_internal(terminal, typeid(problem).name());
  } catch (...) {
    code = say_internal(terminal, nullptr);
  }
  terminal.flush();
  return code;
}

}  // namespace e401::cli
