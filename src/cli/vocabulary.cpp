#include "cli/vocabulary.h"

#include <algorithm>
#include <cctype>

#include "rules/rule.h"

namespace e401::cli {
namespace {

bool has_word(std::string_view text, std::string_view word) {
  const auto joins = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !joins(text[at - 1])) && (end == text.size() || !joins(text[end]))) return true;
  }
  return false;
}

bool is_in_help(const Command& command, std::string_view word) {
  if (has_word(command.name, word) || has_word(command.summary, word) || has_word(command.manual, word)) return true;
  return std::any_of(command.options.begin(), command.options.end(), [&](const Option& option) {
    return has_word(option.names, word) || has_word(option.help, word) || has_word(option.choices, word);
  });
}

}  // namespace

bool is_own_word(std::span<const Command* const> commands, std::string_view word) {
  for (const Command* command : commands)
    if (is_in_help(*command, word)) return true;
  return std::any_of(rules::all_rules().begin(), rules::all_rules().end(), [&](const rules::Rule& rule) {
    return rule.code == word || has_word(rules::page_of(rule.code), word);
  });
}

}  // namespace e401::cli
