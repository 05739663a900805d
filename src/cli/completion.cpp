// Each shell gets a plain script: the table is written out, nothing is computed when a key is pressed but look-ups. A
// shell's own file completion takes over where the table knows nothing.
#include "cli/completion.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "rules/rule.h"

namespace e401::cli {
namespace {

using Commands = std::span<const Command* const>;

constexpr std::string_view default_command = "doctor";

std::string first_word(const Command& command) {
  return std::string(command.name.substr(0, command.name.find(' ')));
}
std::string second_word(const Command& command) {
  const std::size_t blank = command.name.find(' ');
  return blank == std::string_view::npos ? std::string() : std::string(command.name.substr(blank + 1));
}

struct Entry {
  std::string word;
  std::string help;
};

// What may stand first: commands, and the groups of those that have two words.
std::vector<Entry> first_words(Commands commands) {
  std::vector<Entry> out;
  for (const Command* command : commands) {
    if (command->hidden) continue;
    const std::string word = first_word(*command);
    if (std::find_if(out.begin(), out.end(), [&](const Entry& e) { return e.word == word; }) != out.end()) continue;
    std::vector<std::string> members;
    for (const Command* other : commands)
      if (!other->hidden && first_word(*other) == word && other != command) members.push_back(second_word(*other));
    out.push_back({word, second_word(*command).empty()
                             ? std::string(command->summary)
                             : second_word(*command) + (members.empty() ? "" : ", " + base::join(members, ", "))});
  }
  return out;
}

std::map<std::string, std::vector<Entry>> groups(Commands commands) {
  std::map<std::string, std::vector<Entry>> out;
  for (const Command* command : commands)
    if (!command->hidden && !second_word(*command).empty())
      out[first_word(*command)].push_back({second_word(*command), std::string(command->summary)});
  return out;
}

std::string words_of(const std::vector<Entry>& entries) {
  std::vector<std::string> words;
  for (const Entry& entry : entries) words.push_back(entry.word);
  return base::join(words, " ");
}

std::string choices_as_words(std::string_view choices) {
  return base::replace_all(std::string(choices), "|", " ");
}

// What may stand behind an option; "" where that is anything.
std::string offered_words(const Option& option) {
  if (!option.is_cause) return choices_as_words(option.choices);
  std::vector<std::string> codes;
  for (const rules::Rule& rule : rules::all_rules()) codes.emplace_back(rule.code);
  return base::join(codes, " ");
}

bool takes_file(const Option& option) {
  return option.argument.find("FILE") != std::string_view::npos;
}

// Inside of single quotes.
std::string quoted(std::string_view text) {
  return base::replace_all(std::string(text), "'", "'\\''");
}
std::string fish_quoted(std::string_view text) {
  return base::replace_all(base::replace_all(std::string(text), "\\", "\\\\"), "'", "\\'");
}
std::string zsh_quoted(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return quoted(out);
}

std::string all_option_names(const Command& command) {
  std::string out;
  for (const Option& option : command.options)
    for (const std::string_view name : option_names(option)) out += std::string(name) + " ";
  return out + "--help";
}

std::string bash_values(const Command& command) {
  std::string out;
  for (const Option& option : command.options) {
    if (option.argument.empty()) continue;
    std::vector<std::string> names;
    for (const std::string_view name : option_names(option)) names.emplace_back(name);
    const std::string reply = takes_file(option) ? "mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")"
                              : offered_words(option).empty()
                                  ? "COMPREPLY=()"
                                  : "mapfile -t COMPREPLY < <(compgen -W '" + offered_words(option) + "' -- \"$cur\")";
    out += "        " + base::join(names, "|") + ") " + reply + "; return ;;\n";
  }
  return out;
}

std::string bash_positional_words(const Command& command) {
  for (const Positional& positional : command.positionals)
    if (!positional.choices.empty()) return choices_as_words(positional.choices);
  return {};
}

std::string zsh_option(const Option& option) {
  const auto names = option_names(option);
  std::string value;
  if (!option.argument.empty()) {
    const std::string action = takes_file(option)              ? "_files"
                               : offered_words(option).empty() ? " "
                                                               : "(" + offered_words(option) + ")";
    value = ":" + zsh_quoted(option.argument) + ":" + action;
  }
  std::string out;
  for (const std::string_view name : names) {
    const bool is_long = name.starts_with("--");
    const std::string glue = option.argument.empty() ? "" : is_long ? "=" : "+";
    out += " '" + std::string(option.repeats ? "*" : "") + std::string(name) + glue + "[" + zsh_quoted(option.help) +
           "]" + value + "'";
  }
  return out;
}

std::string zsh_arguments(const Command& command) {
  std::string out = "_arguments -s";
  for (const Option& option : command.options) out += zsh_option(option);
  out += " '--help[prints help]'";
  for (const Positional& positional : command.positionals) {
    const std::string action = !positional.choices.empty() ? "(" + choices_as_words(positional.choices) + ")"
                               : positional.is_file        ? "_files"
                                                           : " ";
    out += " '" + std::string(positional.repeats ? "*:" : ":") + zsh_quoted(positional.name) + ":" + action + "'";
  }
  if (command.tail == Tail::command_only) out += " '*::command:_normal'";
  return out;
}

}  // namespace

std::string bash_completion(Commands commands) {
  std::string out =
      "# bash completion for e401, made by `e401 generate bash`\n"
      "_e401() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} name options words=''\n"
      "  COMPREPLY=()\n"
      "  if ((COMP_CWORD == 1)) && [[ $cur != -* ]]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W '" +
      words_of(first_words(commands)) +
      "' -- \"$cur\")\n"
      "    return\n"
      "  fi\n"
      "  name=${COMP_WORDS[1]}\n"
      "  [[ $name == -* ]] && name=" +
      std::string(default_command) +
      "\n"
      "  case $name in\n";
  for (const auto& [group, members] : groups(commands)) {
    out += "    " + group +
           ")\n"
           "      if ((COMP_CWORD == 2)) && [[ $cur != -* ]]; then\n"
           "        mapfile -t COMPREPLY < <(compgen -W '" +
           words_of(members) +
           "' -- \"$cur\")\n"
           "        return\n"
           "      fi\n"
           "      name=\"$name ${COMP_WORDS[2]}\" ;;\n";
  }
  out += "  esac\n  case $name in\n";
  for (const Command* command : commands) {
    if (command->hidden) continue;
    out += "    '" + std::string(command->name) + "')\n";
    if (const std::string values = bash_values(*command); !values.empty())
      out += "      case $prev in\n" + values + "      esac\n";
    out += "      options='" + all_option_names(*command) + "'\n";
    if (const std::string words = bash_positional_words(*command); !words.empty())
      out += "      words='" + words + "'\n";
    out += "      ;;\n";
  }
  return out +
         "    *) return ;;\n"
         "  esac\n"
         "  if [[ $cur == -* ]]; then\n"
         "    mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$cur\")\n"
         "  elif [[ -n $words ]]; then\n"
         "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
         "  fi\n"
         "}\n"
         "complete -o default -F _e401 e401\n";
}

std::string zsh_completion(Commands commands) {
  std::string out =
      "#compdef e401\n# zsh completion for e401, made by `e401 generate zsh`\n_e401() {\n  local -a first\n  first=(\n";
  for (const Entry& entry : first_words(commands)) out += "    '" + entry.word + ":" + zsh_quoted(entry.help) + "'\n";
  out +=
      "  )\n"
      "  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n    _describe command first\n    return\n  fi\n"
      "  local name=$words[2]\n"
      "  if [[ $name == -* ]]; then\n    name=" +
      std::string(default_command) +
      "\n  else\n    shift words\n    (( CURRENT-- ))\n  fi\n"
      "  case $name in\n";
  for (const auto& [group, members] : groups(commands)) {
    out += "    " + group + ")\n      local -a second\n      second=(";
    for (const Entry& entry : members) out += " '" + entry.word + ":" + zsh_quoted(entry.help) + "'";
    out +=
        " )\n      if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n        _describe command second\n        "
        "return\n      fi\n"
        "      name=\"$name $words[2]\"\n      shift words\n      (( CURRENT-- )) ;;\n";
  }
  out += "  esac\n  case $name in\n";
  for (const Command* command : commands)
    if (!command->hidden) out += "    '" + std::string(command->name) + "') " + zsh_arguments(*command) + " ;;\n";
  return out + "    *) _files ;;\n  esac\n}\n_e401 \"$@\"\n";
}

std::string fish_completion(Commands commands) {
  std::string out =
      "# fish completion for e401, made by `e401 generate fish`\n"
      "function __e401_is\n"
      "    set -l words (commandline -opc)\n"
      "    set -e words[1]\n"
      "    set -l wanted (string split ' ' -- $argv[1])\n"
      "    test (count $words) -ge (count $wanted); or return 1\n"
      "    for i in (seq (count $wanted))\n"
      "        test \"$words[$i]\" = \"$wanted[$i]\"; or return 1\n"
      "    end\n"
      "end\n";
  for (const Entry& entry : first_words(commands))
    out += "complete -c e401 -n 'test (count (commandline -opc)) -eq 1' -f -a '" + entry.word + "' -d '" +
           fish_quoted(entry.help) + "'\n";
  for (const auto& [group, members] : groups(commands))
    for (const Entry& entry : members)
      out += "complete -c e401 -n '__e401_is " + group + "; and test (count (commandline -opc)) -eq 2' -f -a '" +
             entry.word + "' -d '" + fish_quoted(entry.help) + "'\n";
  for (const Command* command : commands) {
    if (command->hidden) continue;
    for (const Option& option : command->options) {
      out += "complete -c e401 -n '__e401_is \"" + std::string(command->name) + "\"'";
      for (const std::string_view name : option_names(option))
        out += name.starts_with("--") ? " -l " + std::string(name.substr(2)) : " -s " + std::string(name.substr(1));
      if (!option.argument.empty()) out += takes_file(option) ? " -r -F" : " -x";
      if (!offered_words(option).empty()) out += " -a '" + offered_words(option) + "'";
      out += " -d '" + fish_quoted(option.help) + "'\n";
    }
    for (const Positional& positional : command->positionals)
      if (!positional.choices.empty())
        out += "complete -c e401 -n '__e401_is \"" + std::string(command->name) + "\"' -f -a '" +
               choices_as_words(positional.choices) + "'\n";
  }
  return out;
}

}  // namespace e401::cli
